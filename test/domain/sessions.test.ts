/** Pairing the file's sessions with the stored ones (RULES.md 3.5, 6.6), and the weeks and times they come from. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffSessions } from '../../src/domain/diff/sessions.ts';
import type { SessionContent, StoredSessions } from '../../src/domain/model/session.ts';
import type { RawCourse } from '../../src/domain/model/timetable.ts';
import { generateSessions, lessonsOf } from '../../src/domain/sessions/generate.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { course, resource, timetable } from '../support/timetables.ts';

interface Drawn {
  readonly teacher?: string;
  readonly room?: string;
  readonly at?: number;
  readonly series?: string;
  readonly cancelled?: boolean;
  readonly minutes?: number;
}

const HOUR = 3_600_000;

/** Sessions by column, one content for each. */
function columns(drawn: readonly Drawn[]): StoredSessions {
  const contents = drawn.map(
    ({ teacher = 'T', room = 'R', series = 's' }): SessionContent => ({
      establishment: 1,
      series,
      digest: `${series} ${teacher} ${room}`,
      subjectCode: 'M',
      subjectLabel: 'M',
      divisions: ['6A'],
      groups: [],
      teachers: [{ name: teacher, directoryId: null }],
      rooms: [room],
    }),
  );
  return {
    length: drawn.length,
    ids: Float64Array.from(drawn, (_, index) => index + 1),
    startsAt: Float64Array.from(drawn, ({ at = 100 }) => at * HOUR),
    endsAt: Float64Array.from(drawn, ({ at = 100, minutes = 60 }) => at * HOUR + minutes * 60_000),
    content: Int32Array.from(drawn, (_, index) => index),
    cancelled: Uint8Array.from(drawn, ({ cancelled = false }) => (cancelled ? 1 : 0)),
    contents,
  };
}

function change(stored: readonly Drawn[], file: readonly Drawn[], from = 0) {
  const { counts, modified, created, deleted } = diffSessions(columns(file), columns(stored), from * HOUR);
  return { counts, created, deleted, modified: modified.map((one) => [one.stored, one.file]) };
}

const none = { created: 0, modified: 0, deleted: 0, unchanged: 0, cancelled: 0, past: 0 };

describe('sessions of one key', () => {
  it('are paired by equal content first', () => {
    const result = change(
      [
        { teacher: 'A', room: '1' },
        { teacher: 'B', room: '2' },
      ],
      [
        { teacher: 'B', room: '2' },
        { teacher: 'A', room: '3' },
      ],
    );
    expect(result.modified).toEqual([[0, 1]]);
    expect(result.counts).toEqual({ ...none, modified: 1, unchanged: 1 });
  });

  it('then by teachers, then by rooms, then in sorted order', () => {
    const stored = [
      { teacher: 'A', room: '1' },
      { teacher: 'B', room: '2' },
      { teacher: 'C', room: '3' },
    ];
    const file = [
      { teacher: 'X', room: '3' },
      { teacher: 'Y', room: '9' },
      { teacher: 'B', room: '1' },
    ];
    // B keeps his, room 3 keeps its own, what is left goes together.
    expect(change(stored, file).modified.sort()).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
  });

  it('that become more are created, that become fewer deleted', () => {
    expect(change([{ teacher: 'A' }], [{ teacher: 'A' }, { teacher: 'A' }]).counts).toEqual({
      ...none,
      created: 1,
      unchanged: 1,
    });
    expect(change([{ teacher: 'A' }, { teacher: 'B' }], [{ teacher: 'B' }])).toMatchObject({ deleted: [0] });
  });

  it('pair the same way whatever the order of either side', () => {
    const one = fc.record({
      teacher: fc.constantFrom('A', 'B', 'C'),
      room: fc.constantFrom('1', '2'),
      cancelled: fc.boolean(),
    });
    const some = fc.array(one, { maxLength: 5 });
    fc.assert(
      fc.property(some, some, (stored, file) => {
        const result = change(stored, file).counts;
        expect(change([...stored].reverse(), [...file].reverse()).counts).toEqual(result);
        expect(result.created + result.modified + result.unchanged + result.cancelled).toBe(file.length);
        expect(result.deleted).toBe(Math.max(0, stored.length - file.length));
        expect(change(file, file).counts).toEqual({ ...none, unchanged: file.length });
      }),
    );
  });
});

describe('a session', () => {
  it('of another start or series is another', () => {
    expect(change([{ at: 100 }], [{ at: 101 }]).counts).toEqual({ ...none, created: 1, deleted: 1 });
    expect(change([{ series: 's' }], [{ series: 't' }]).counts).toEqual({ ...none, created: 1, deleted: 1 });
  });

  it('is modified by another end, teacher or room', () => {
    for (const file of [{ minutes: 55 }, { teacher: 'X' }, { room: 'X' }]) {
      expect(change([{}], [file]).counts).toEqual({ ...none, modified: 1 });
    }
  });

  it('newly cancelled is in no other count; planned again it is modified', () => {
    expect(change([{}], [{ cancelled: true }]).counts).toEqual({ ...none, cancelled: 1 });
    expect(change([{}], [{ cancelled: true, room: 'X' }]).counts).toEqual({ ...none, cancelled: 1 });
    expect(change([{ cancelled: true }], [{ cancelled: true }]).counts).toEqual({ ...none, unchanged: 1 });
    expect(change([{ cancelled: true }], [{ cancelled: true, room: 'X' }]).counts).toEqual({ ...none, modified: 1 });
    expect(change([{ cancelled: true }], [{}]).counts).toEqual({ ...none, modified: 1 });
    expect(change([], [{ cancelled: true }]).counts).toEqual({ ...none, cancelled: 1 });
  });

  it('before the moment is past: counted, not written; at the moment it is not', () => {
    const file = [{ at: 99 }, { at: 99, cancelled: true }, { at: 100 }];
    expect(change([], file, 100)).toMatchObject({
      counts: { ...none, created: 1, past: 1 },
      created: Int32Array.of(2),
    });
  });
});

describe('generated sessions', () => {
  const generated = (courses: readonly RawCourse[], zone = 'Europe/Paris') => {
    const file = generateSessions(lessonsOf(timetable({ courses }), new Map(), hash), zone);
    return Array.from({ length: file.length }, (_, index) => ({
      starts: new Date(file.startsAt[index] ?? 0).toISOString(),
      ends: new Date(file.endsAt[index] ?? 0).toISOString(),
      cancelled: file.cancelled[index] === 1,
      ...file.contents[file.content[index] ?? -1],
    }));
  };

  it('have the labels’ times, in the site’s zone, on both sides of October', () => {
    const lesson = course([resource('division', 'a', [8, 9])], { weekday: 5, firstSlot: 1, slotCount: 2 });
    expect(generated([lesson]).map((one) => [one.starts, one.ends])).toEqual([
      ['2026-10-23T07:00:00.000Z', '2026-10-23T09:00:00.000Z'],
      ['2026-10-30T08:00:00.000Z', '2026-10-30T10:00:00.000Z'],
    ]);
    expect(generated([lesson], 'Pacific/Noumea')[0]?.starts).toBe('2026-10-22T22:00:00.000Z');
  });

  it('leave out weeks outside the year, and keep cancelled ones as such', () => {
    const lesson = course([resource('division', 'a', [0, 1, 2, 52, 53, 60])], { cancelledWeeks: 0b110n });
    // Week 1 starts on the 31st of August, the year on the 1st of September.
    expect(generated([lesson]).map((one) => [one.starts.slice(0, 10), one.cancelled])).toEqual([
      ['2026-09-07', true],
      ['2027-08-23', false],
      ['2027-08-30', false],
    ]);
  });

  it('share a content where they say the same, and differ by what takes part in their week', () => {
    const lesson = course([
      resource('division', 'a', [2, 3, 4]),
      resource('teacher', 't1', [2, 3]),
      resource('teacher', 't2', [4]),
      resource('room', 'r1', [3]),
    ]);
    const sessions = generated([lesson]);
    expect(sessions.map((one) => [one.teachers?.map((each) => each.name).join(), one.rooms?.join()])).toEqual([
      ['MARTIN Ève', ''],
      ['MARTIN Ève', 'B12'],
      ['DURAND Luc', ''],
    ]);
    expect(new Set(sessions.map((one) => one.series)).size).toBe(1);
    expect(new Set(sessions.map((one) => one.digest)).size).toBe(3);
  });

  it('of parts name the division they are of', () => {
    expect(generated([course([resource('part', 'a2', [2])])])).toMatchObject([{ divisions: ['6A'], groups: [] }]);
    expect(generated([course([resource('group', 'g', [2])])])).toMatchObject([{ divisions: [], groups: ['6 LATIN'] }]);
  });
});
