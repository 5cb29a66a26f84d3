/** What ministry files say, in the place of what is derived: closures by establishment, services as controls count them. */
import { describe, expect, it } from 'vitest';
import type { TeachingService } from '../../src/domain/diff/derive.ts';
import { closuresOf, countedServices, listsFor } from '../../src/domain/diff/official.ts';
import type { OfficialSchool } from '../../src/domain/diff/stored.ts';
import { NOTHING_STORED } from '../support/memory-store.ts';
import { timetable } from '../support/timetables.ts';

const SUBJECTS = new Map([
  ['AGL1', { key: 'AGL1', code: 'AGL1', label: 'Anglais LV1' }],
  ['MATHS', { key: 'MATHS', code: 'MATHS', label: 'Mathématiques' }],
  ['THEAT', { key: 'THEAT', code: 'THEAT', label: 'Théâtre' }],
]);

const service = (subjectKey: string, audienceKey: string, establishment = 1): TeachingService => ({
  key: `${establishment}|${subjectKey}|${audienceKey}`,
  establishment,
  subjectKey,
  audienceKey,
  teacherKeys: [],
  weeklyMinutes: 60,
});

const listed = (audience: 'division' | 'group', name: string, ...subject: string[]) => ({ audience, name, subject });

/** English in 3A and the group, mathematics in 3A: by the codes of one source and the labels of another. */
const SCHOOL: OfficialSchool = {
  establishment: 1,
  closures: null,
  services: [
    listed('division', '3a', '030201', 'AGL1', 'ANGLAIS LV1'),
    listed('group', '3A GR-1', '030201', 'ANGLAIS LV1'),
    listed('division', '3A', '061300', 'MATHEMATIQUES'),
    listed('division', '3B', '061300', 'MATHEMATIQUES'),
  ],
};

describe('a list of services', () => {
  const lists = listsFor({ subjects: SUBJECTS }, { ...NOTHING_STORED, official: [SCHOOL] });
  it.each([
    ['AGL1', 'd:1/3A', 'listed', 'by its management code'],
    ['MATHS', 'd:1/3A', 'listed', 'by its label, without accents'],
    ['AGL1', 'g:1/3A GR 1', 'listed', 'to a group'],
    ['MATHS', 'd:1/3A|d:1/3B', 'listed', 'to both divisions'],
    ['AGL1', 'd:1/3A|d:1/3B', 'missing', 'to one of two divisions only'],
    ['AGL1', 'd:1/3B', 'missing', 'audience and subject, but not together'],
    ['MATHS', 'd:1/3C', 'silent', 'an audience that it does not have'],
    ['THEAT', 'd:1/3A', 'silent', 'a subject that it never names'],
    ['AGL1', 'p:1/3A part', 'silent', 'a part of a division'],
    ['AGL1', '', 'silent', 'nobody'],
  ])('of %s, %s: %s (%s)', (subject, audience, standing) => {
    expect(lists.standingOf(service(subject, audience))).toBe(standing);
  });

  it('is that of its establishment alone', () => {
    expect(lists.standingOf(service('AGL1', 'd:2/3A', 2))).toBe('silent');
  });
});

describe('controls', () => {
  /** What they count of a file, where these services were stored. */
  const counted = (file: readonly TeachingService[], before: readonly TeachingService[], official = [SCHOOL]) => {
    const keys = new Set(before.map((one) => one.key));
    const wanted = new Map(file.map((one) => [one.key, one]));
    const created = file.filter((one) => !keys.has(one.key)).length;
    const counts = {
      created,
      modified: 0,
      deleted: before.filter((one) => !wanted.has(one.key)).length,
      unchanged: file.length - created,
    };
    const stored = { ...NOTHING_STORED, services: before, official };
    const {
      created: c,
      deleted: d,
      unchanged: u,
    } = countedServices(counts, wanted, stored, listsFor({ subjects: SUBJECTS }, stored));
    return [c, d, u];
  };
  const english = service('AGL1', 'd:1/3A');
  const maths = service('MATHS', 'd:1/3A');
  const group = service('AGL1', 'g:1/3A GR 1');
  const unlisted = service('AGL1', 'd:1/3B');
  const elsewhere = service('THEAT', 'd:1/3A');

  it('know a service that the list names although it was never taught', () => {
    expect(counted([english, maths], [english])).toEqual([0, 0, 2]);
    expect(counted([english, unlisted], [english])).toEqual([1, 0, 1]);
    expect(counted([english, elsewhere], [english])).toEqual([1, 0, 1]);
  });

  it('let a service end that the list no longer names, and no other', () => {
    expect(counted([english], [english, unlisted])).toEqual([0, 0, 1]);
    expect(counted([english], [english, maths])).toEqual([0, 1, 1]);
    expect(counted([english], [english, elsewhere])).toEqual([0, 1, 1]);
  });

  it('compare a first timetable with the whole list', () => {
    // Mathematics in 3B is taught by nobody.
    expect(counted([english, maths, group, unlisted], [])).toEqual([1, 1, 3]);
  });

  it('count as ever where there is no list', () => {
    const none = [{ ...SCHOOL, services: null }];
    expect(counted([english, maths], [english, group], none)).toEqual([1, 1, 1]);
    expect(counted([english, maths], [english, group], [])).toEqual([1, 1, 1]);
  });
});

describe('closures', () => {
  const autumn = { firstDay: '2026-10-19', lastDay: '2026-11-01' };
  const read = { ...timetable(), scope: [1, 2] };

  it('are those of the file, else of the calendar of each establishment, else derived', () => {
    const official: OfficialSchool = { establishment: 2, closures: [autumn], services: null };
    const both = closuresOf(read, [official]);
    expect(both.filter((one) => one.establishment === 2)).toEqual([{ ...autumn, source: 'read', establishment: 2 }]);
    expect(both.filter((one) => one.establishment === 1).every((one) => one.source === 'derived')).toBe(true);
    expect(both.some((one) => one.establishment === 1)).toBe(true);
    const said = { firstDay: '2027-02-08', lastDay: '2027-02-19', source: 'read' } as const;
    expect(closuresOf({ ...read, closures: [said] }, [official])).toEqual([
      { ...said, establishment: 1 },
      { ...said, establishment: 2 },
    ]);
    expect(closuresOf(read, [{ ...official, closures: [] }]).some((one) => one.establishment === 2)).toBe(false);
  });
});
