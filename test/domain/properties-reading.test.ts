/** What a file means does not depend on its numbers, its order or its packing (RULES.md 3.7). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { type EdtOptions, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { changeRoomsOf } from '../../src/demo/school/mutate.ts';
import { deriveClosures, deriveServices, sessionsByDay } from '../../src/domain/diff/derive.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { RawExport, Timetable } from '../../src/domain/model/timetable.ts';
import { generateSessions, lessonsOf } from '../../src/domain/sessions/generate.ts';
import { audienceKeyOf } from '../../src/domain/validate/courses.ts';
import { resolve } from '../../src/domain/validate/references.ts';
import { hash } from '../../src/evaluation-tools.ts';
import { SMALL_SCHOOL } from '../fuzz/site-in-memory.ts';
import { anyExport, anyOrder, RUNS, savedAgain } from '../support/arbitrary-export.ts';
import { canonicalText } from '../support/canonical-text.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';
import { course, PLACES, person, resource, student, timetable } from '../support/timetables.ts';

/** What a file means, and what was said of it. */
function meaning(file: RawExport): {
  readonly timetable: Timetable | null;
  readonly text: string;
  readonly said: string[];
} {
  const findings = new FindingLog();
  const outcome = resolve(file, PLACES, findings);
  const said = findings.groups().map(({ code, count }) => `${code} ${count}`);
  return isStop(outcome)
    ? { timetable: null, text: outcome.reason, said }
    : { timetable: outcome, text: canonicalText(outcome), said };
}

it('the canonical text is sorted by line, whatever kinds of lines there are', () => {
  fc.assert(
    fc.property(anyExport, (file) => {
      const { timetable, text } = meaning(file);
      if (!timetable) return;
      const [, ...lines] = text.split('\n');
      expect(lines).toEqual([...lines].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      const { subjects, teachers, students, divisions, groups, memberships, closures = [], courses } = timetable;
      const things = [subjects, teachers, students, divisions, groups].reduce((sum, one) => sum + one.size, 0);
      expect(lines).toHaveLength(things + memberships.length + closures.length + courses.length);
    }),
    RUNS,
  );
});

it('stored digests of contents are those of their whole JSON, however it is put together', () => {
  fc.assert(
    fc.property(anyExport, (file) => {
      const { timetable } = meaning(file);
      if (!timetable) return;
      const { lessons, contents } = lessonsOf(timetable, new Map(), hash);
      for (const { course, variant, content } of lessons) {
        const { digest, series, ...said } = contents[content] ?? { digest: '', series: '' };
        const audience = audienceKeyOf(variant.divisionKeys, variant.groupKeys, variant.partKeys);
        const text = JSON.stringify([course.establishment, course.subjectKey, audience]);
        expect(series).toBe(hash(text, 16));
        const names = ['establishment', 'subjectCode', 'subjectLabel', 'divisions', 'groups', 'teachers', 'rooms'];
        expect(digest).toBe(hash(text + JSON.stringify(said, [...names, 'name', 'directoryId']), 16));
      }
    }),
    RUNS,
  );
});

describe('a file saved again with other numbers, in another order', () => {
  it('means the same, and the same is said of it', () => {
    fc.assert(
      fc.property(anyExport, anyOrder, (file, order) => {
        const [one, two] = [meaning(file), meaning(savedAgain(file, order))];
        expect(two.text).toBe(one.text);
        expect(two.said).toEqual(one.said);
      }),
      RUNS,
    );
  });

  it('has the same services, closures and sessions', () => {
    fc.assert(
      fc.property(anyExport, anyOrder, (file, order) => {
        const [one, two] = [file, savedAgain(file, order)].map((each) => {
          const { timetable } = meaning(each);
          if (!timetable) return null;
          const { length, startsAt, endsAt, cancelled, content, contents } = generateSessions(
            lessonsOf(timetable, new Map(), hash),
            'Europe/Paris',
          );
          return {
            services: new Map([...deriveServices(timetable)].sort()),
            closures: deriveClosures(timetable.schoolYear, sessionsByDay(timetable)),
            sessions: Array.from({ length }, (_, index) => {
              const digest = contents[content[index] ?? -1]?.digest;
              return `${startsAt[index]} ${endsAt[index]} ${cancelled[index]} ${digest}`;
            }).sort(),
          };
        });
        expect(two).toEqual(one);
      }),
      RUNS,
    );
  });
});

describe('an export packed, encoded and numbered otherwise', () => {
  const options: fc.Arbitrary<EdtOptions> = fc.record({
    identSeed: fc.nat(),
    idpnName: fc.constantFrom('IDPN' as const, 'IdPN' as const),
    encoding: fc.constantFrom('utf-8' as const, 'utf-16' as const, 'iso-8859-1' as const, 'windows-1252' as const),
    hasByteOrderMark: fc.boolean(),
    hasGuardians: fc.boolean(),
    hasComments: fc.boolean(),
    membershipDates: fc.constantFrom('always' as const, 'partial' as const),
  });
  const packing = fc.constantFrom('bare', 'stored', 'deflated');
  const textOf = async (bytes: Buffer): Promise<string> => {
    const read = await readExport(sourceOf(bytes), new FindingLog());
    return isStop(read) ? read.reason : meaning(read).text;
  };
  const packed = (bytes: Buffer, how: string, name: string): Buffer =>
    how === 'bare' ? bytes : rawZip([{ name, data: bytes, method: how === 'stored' ? 0 : 8 }]);

  it('means the same; one room changed means something else', async () => {
    const plain = await textOf(writeEdtBytes(SMALL_SCHOOL));
    const other = await textOf(writeEdtBytes(changeRoomsOf(SMALL_SCHOOL, 5)));
    expect(plain).toContain('"MATHÉMATIQUES"');
    expect(other).not.toBe(plain);
    await fc.assert(
      fc.asyncProperty(options, packing, fc.constantFrom('EDT.xml', 'Un export.XML'), async (edt, how, name) => {
        expect(await textOf(packed(writeEdtBytes(SMALL_SCHOOL, edt), how, name))).toBe(plain);
      }),
      { ...RUNS, numRuns: Math.ceil(RUNS.numRuns / 5) },
    );
  });
});

/** Found by the properties above. */
describe('the order of a file does not choose between', () => {
  const isSame = (...[one, two]: readonly [Timetable, Timetable]): void =>
    expect(canonicalText(two)).toBe(canonicalText(one));
  const turned = <T>(list: readonly T[]): T[] => [...list].reverse();

  it('two divisions whose names differ by case, or two such groups', () => {
    const divisions = [
      { ident: 'a', name: '6A', parts: ['a1'] },
      { ident: 'b', name: '6a', parts: ['b1'] },
    ];
    const groups = [
      { ident: 'g', name: '6 LATIN', divisions: [], parts: ['a1'], students: [] },
      { ident: 'h', name: '6 Latin', divisions: ['b'], parts: [], students: [] },
    ];
    isSame(timetable({ divisions, groups }), timetable({ divisions: turned(divisions), groups: turned(groups) }));
  });

  it('two teachers of one name, who teach at different times', () => {
    const teachers = [person('t1', 'MARTIN', 'Ève'), person('t2', 'MARTIN', 'Ève')];
    const courses = [
      course([resource('teacher', 't1', [2, 3]), resource('division', 'a', [2, 3])]),
      course([resource('teacher', 't2', [2, 3]), resource('division', 'b', [2, 3])], { weekday: 2 }),
    ];
    isSame(timetable({ teachers, courses }), timetable({ teachers: turned(teachers), courses }));
  });

  it('two pupils of one number, or two that only a part without a group tells apart', () => {
    const links = (part: string) => ({ divisions: [], parts: [{ ident: part, from: null, to: null }] });
    const divisions = [{ ident: 'a', name: '6A', parts: ['a1', 'a2'] }];
    const students = [
      student(person('1', 'ALUN', 'Alain', { ids: { ine: 'A' } })),
      student(person('2', 'BART', 'Bea', { ids: { ine: 'A' } })),
      student(person('3', 'ZED', 'Zoé'), links('a1')),
      student(person('4', 'ZED', 'Zoé'), links('a2')),
    ];
    const courses = [
      course([resource('part', 'a1', [2, 3])]),
      course([resource('part', 'a2', [2, 3])], { weekday: 3 }),
    ];
    const file = { divisions, groups: [], courses };
    isSame(timetable({ ...file, students }), timetable({ ...file, students: turned(students) }));
  });

  it('what is said of a code with several labels', () => {
    const subjects = ['Maths', 'Maths', 'Anglais'].map((label, index) => ({ ident: `m${index}`, code: 'M', label }));
    const said = (list: typeof subjects): number => {
      const findings = new FindingLog();
      timetable({ subjects: list }, PLACES, findings);
      return findings.count('duplicate-name');
    };
    expect([said(subjects), said(turned(subjects))]).toEqual([1, 1]);
  });
});
