/** Matching with the directory: never a guess (PRODUCT.md 5, RULES.md 5.2). */
import { describe, expect, it } from 'vitest';
import { countMatches, type DirectoryEntry, type ManualMatch, match } from '../../src/domain/diff/match.ts';
import { createSuggester, similarity, sureOf, type Wanted } from '../../src/domain/diff/suggest.ts';
import type { RawPerson } from '../../src/domain/model/timetable.ts';
import { person, student, timetable } from '../support/timetables.ts';

const entry = (id: string, lastName: string, firstName = '', more: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  id,
  kind: 'student',
  lastName,
  firstName,
  birthDate: null,
  establishment: null,
  ids: {},
  ...more,
});

/** What becomes of the students of a file, by ident in order: the id, or how it failed. */
function students(
  file: readonly RawPerson[],
  directory: readonly DirectoryEntry[],
  manual: readonly ManualMatch[] = [],
) {
  const read = timetable({ students: file.map((one) => student(one)) });
  const { students: found } = match(read, directory, manual, new Set());
  return [...found.values()].map(({ directoryId, how }) => directoryId ?? how);
}

const zoe = (ident: string, birthDate: string | null = null, ids = {}) =>
  person(ident, 'PETIT', 'Zoé', { birthDate, ids });

describe('by identifier', () => {
  it('goes before anything else, whatever the names say', () => {
    const directory = [entry('D1', 'Autre', 'Nom', { ids: { ine: '1' } }), entry('D2', 'Petit', 'Zoé')];
    expect(students([zoe('1', null, { ine: '1' })], directory)).toEqual(['D1']);
    const manual = [{ kind: 'student' as const, key: 'ine:1', directoryId: 'D2' }];
    expect(students([zoe('1', null, { ine: '1' })], directory, manual)).toEqual(['D1']);
  });

  it('takes INE, SIECLE id and IDPN of students, STS id, IDPN and the feed’s number of teachers', () => {
    for (const name of ['ine', 'eleve', 'idpn'] as const) {
      expect(students([zoe('1', null, { [name]: '7' })], [entry('D1', 'X', 'Y', { ids: { [name]: '7' } })])).toEqual([
        'D1',
      ]);
    }
    const teacher = (ids: RawPerson['ids']) => timetable({ teachers: [person('t1', 'MARTIN', 'Ève', { ids })] });
    for (const ids of [{ sts: '9' }, { idpn: '9' }, { aaf: '9' }]) {
      const directory = [entry('T9', 'Dupont', 'Ève', { kind: 'teacher', ids })];
      expect([...match(teacher(ids), directory, [], new Set()).teachers.values()]).toEqual([
        { directoryId: 'T9', how: 'identifier' },
      ]);
    }
    const read = teacher({ sts: '9' });
    // A student's entry is no teacher's.
    const other = [entry('E9', 'Martin', 'Ève', { ids: { sts: '9' } })];
    expect([...match(read, other, [], new Set()).teachers.values()]).toEqual([{ directoryId: null, how: 'none' }]);
  });

  it('that two entries carry identifies neither', () => {
    const twice = [entry('D1', 'A', 'B', { ids: { ine: '1' } }), entry('D2', 'C', 'D', { ids: { ine: '1' } })];
    expect(students([zoe('1', null, { ine: '1' })], twice)).toEqual(['none']);
  });
});

describe('by name and birth date', () => {
  it('ignores case, accents, hyphens and double spaces', () => {
    const directory = [entry('D1', 'DE  LA-TOUR', 'jean  marc')];
    expect(students([person('1', 'De La Tour', 'Jean-Marc')], directory)).toEqual(['D1']);
  });

  it.each<[string, readonly (string | null)[], readonly (string | null)[], readonly string[]]>([
    ['one on each side, both dated alike', ['2012-01-01'], ['2012-01-01'], ['D0']],
    ['one on each side, dates differ', ['2012-01-01'], ['2012-01-02'], ['none']],
    ['one on each side, the file’s missing', [null], ['2012-01-02'], ['D0']],
    ['one on each side, the directory’s missing', ['2012-01-01'], [null], ['D0']],
    ['two in the directory, one of the date', ['2012-01-01'], ['2012-01-01', '2012-05-05'], ['D0']],
    ['two in the directory, no date in the file', [null], ['2012-01-01', '2012-05-05'], ['ambiguous']],
    ['two in the directory of the same date', ['2012-01-01'], ['2012-01-01', '2012-01-01'], ['ambiguous']],
    ['two in the file, one undated in the directory', ['2012-01-01', '2012-05-05'], [null], ['ambiguous', 'ambiguous']],
    ['two in the file, one dated', ['2012-01-01', '2012-05-05'], ['2012-05-05'], ['none', 'D0']],
    ['two and two, all dated', ['2012-01-01', '2012-05-05'], ['2012-05-05', '2012-01-01'], ['D1', 'D0']],
    [
      'FORMATS.md 1.4: one dated, one not, as in the file',
      ['2012-01-01', null],
      ['2012-01-01', null],
      ['D0', 'ambiguous'],
    ],
  ])('%s', (_what, file, directory, expected) => {
    const people = file.map((birthDate, index) => zoe(`${index}`, birthDate));
    const entries = directory.map((birthDate, index) => entry(`D${index}`, 'Petit', 'Zoe', { birthDate }));
    expect(students(people, entries)).toEqual(expected);
  });

  it('never guesses between homonyms without anything else', () => {
    expect(students([zoe('1'), zoe('2')], [entry('D1', 'Petit', 'Zoé'), entry('D2', 'Petit', 'Zoé')])).toEqual([
      'ambiguous',
      'ambiguous',
    ]);
  });
});

describe('by a person’s decision', () => {
  const key = 'name:PETIT|ZOE|';
  it('goes before the name; none is a decision too; an entry that left is none', () => {
    const directory = [entry('D1', 'Petit', 'Zoé'), entry('D2', 'Grand', 'Léo')];
    const by = (directoryId: string | null) => students([zoe('1')], directory, [{ kind: 'student', key, directoryId }]);
    expect(by('D2')).toEqual(['D2']);
    expect(by(null)).toEqual(['manual']);
    expect(by('gone')).toEqual(['D1']);
    expect(students([zoe('1')], directory, [{ kind: 'teacher', key, directoryId: 'D2' }])).toEqual(['D1']);
  });
});

describe('divisions and groups', () => {
  const structures = (
    directory: readonly DirectoryEntry[],
    stored: readonly string[] = [],
    manual: ManualMatch[] = [],
  ) => {
    const found = match(timetable(), directory, manual, new Set(stored));
    return [...found.divisions.values(), ...found.groups.values()].map(({ directoryId, how }) => directoryId ?? how);
  };
  it('match by name within the establishment', () => {
    const division = { kind: 'division' as const };
    expect(
      structures([
        entry('A', '6 a'.replace(' ', ''), '', division),
        entry('B', '6B', '', { ...division, establishment: 2 }),
      ]),
    ).toEqual(['A', 'none', 'none']);
    expect(structures([entry('A', '6A', '', division), entry('A2', '6a', '', division)])[0]).toBe('ambiguous');
    expect(
      structures([
        entry('A', '6A', '', { ...division, establishment: 1 }),
        entry('A2', '6a', '', { ...division, establishment: 2 }),
      ])[0],
    ).toBe('A');
  });
  it('know a group that is stored for the year', () => {
    expect(structures([], ['1/6 LATIN'])).toEqual(['none', 'none', 'stored']);
    expect(structures([entry('G', '6-Latin', '', { kind: 'group' })], ['1/6 LATIN'])[2]).toBe('G');
  });
});

it('counts a decision that there is no counterpart as found', () => {
  const read = timetable({ students: [zoe('1'), person('2', 'SEUL', 'X')].map((one) => student(one)) });
  const ignored = [{ kind: 'student' as const, key: 'name:PETIT|ZOE|', directoryId: null }];
  const { students: found } = match(read, [entry('D1', 'Petit', 'Zoé'), entry('D2', 'Seul', 'X')], ignored, new Set());
  expect(countMatches(found)).toEqual({ matched: 2, unmatched: 0, ambiguous: 0 });
});

it('counts all that is listed, used or not', () => {
  const read = timetable({ students: [zoe('1'), zoe('2'), person('3', 'SEUL', 'X')].map((one) => student(one)) });
  const { students: found } = match(read, [entry('D1', 'Petit', 'Zoé'), entry('D2', 'Seul', 'X')], [], new Set());
  expect(countMatches(found)).toEqual({ matched: 1, unmatched: 0, ambiguous: 2 });
});

describe('suggestions', () => {
  const directory = [
    entry('1', 'Petit', 'Zoé', { birthDate: '2012-01-01' }),
    entry('2', 'Petite', 'Zoe'),
    entry('3', 'Grandjean', 'Ulysse'),
  ];
  const wanted = (lastName: string, firstName: string, more: Partial<Wanted> = {}): Wanted => ({
    lastName,
    firstName,
    birthDate: null,
    establishment: null,
    divisions: [],
    ...more,
  });
  const suggest = (one: Wanted, of = directory, taken: readonly string[] = []) =>
    createSuggester(of, new Set(taken))(one);

  it('put the likeliest first, at most three, and nothing absurd', () => {
    expect(suggest(wanted('PETIT', 'Zoë')).map((one) => one.directoryId)).toEqual(['1', '2']);
    expect(suggest(wanted('Xhaufflaire', 'Quentin'))).toEqual([]);
    const nine = Array.from({ length: 9 }, (_, index) => entry(`${index}`, 'Petit', 'Zoé'));
    expect(suggest(wanted('Petit', 'Zoé'), nine)).toHaveLength(3);
    expect(suggest(wanted('Petite', 'Zoe', { birthDate: '2012-01-01' }))[0]?.score).toBeLessThanOrEqual(1);
  });
  it('score equal names 1, nothing in common 0', () => {
    expect(similarity('Éloïse', 'ELOISE')).toBe(1);
    expect(similarity('abc', 'xyz')).toBeLessThan(0.2);
  });
  it('say why: name, birth date, division, establishment, and who has the entry already', () => {
    const [zoe] = suggest(wanted('Petit', 'Zoé', { birthDate: '2012-01-01' }));
    expect(zoe).toEqual({ directoryId: '1', score: 1, why: ['same-name', 'same-birth-date'] });
    const [, other] = suggest(wanted('Petit', 'Zoé', { birthDate: '2012-02-02' }));
    expect(other).toMatchObject({ why: ['same-name', 'other-birth-date'], score: 0.6 });
    const pupil = [entry('4', 'Lefèvre', 'Ana', { division: '6 A', establishment: 2 })];
    expect(suggest(wanted('Lefebvre', 'Ana', { divisions: ['6-a'], establishment: 1 }), pupil)[0]?.why).toEqual([
      'close-name',
      'same-division',
      'other-establishment',
    ]);
    expect(suggest(wanted('Petit', 'Zoé'), directory, ['1'])[0]).toMatchObject({ directoryId: '2' });
    const nameOf = (lastName: string, firstName: string, of: typeof directory) =>
      suggest(wanted(lastName, firstName), of)[0]?.why[0];
    expect(nameOf('Martin', 'Alexandre', [entry('5', 'Dupond', 'Alexandre')])).toBe('same-first-name');
    expect(nameOf('Vandenbroucke', 'Léo', [entry('6', 'Vandenbroucke', 'Inès')])).toBe('same-last-name');
    expect(nameOf('Dupont', 'Léo', [entry('7', 'Dupond', 'Léo')])).toBe('close-name');
    expect(nameOf('Martinez', 'Léonard', [entry('8', 'Martel', 'Léopold')])).toBe('distant-name');
    expect(nameOf('6A LATIN', '', [entry('9', '6A LATINE', '')])).toBe('close-name');
    expect(suggest(wanted('Petit', 'Zoé'), directory, ['1'])[1]?.why).toEqual(['same-name', 'taken']);
  });
  it('are sure only where one is, and never between twins', () => {
    const born = { birthDate: '2012-01-01' };
    const sure = (one: Wanted, of: typeof directory) => sureOf(suggest(one, of));
    expect(sure(wanted('Lefebvre', 'Zoé', born), [entry('1', 'Lefèvre', 'Zoe', born)])).toBe('1');
    const twins = [entry('1', 'Vandenbroucke', 'Alexandre', born)];
    expect(sure(wanted('Vandenbroucke', 'Alexandra', born), twins)).toBeNull();
    const homonyms = [entry('1', 'Petit', 'Zoé'), entry('2', 'Petit', 'Zoé')];
    expect(sure(wanted('Petit', 'Zoé'), homonyms)).toBeNull();
  });
});
