/** Small files drawn at random for properties: namesakes, twins, names that differ by case, parts without a group, links to nothing. */
import fc from 'fast-check';
import { type Day, maskOf } from '../../src/domain/model/calendar.ts';
import type { PersonIds } from '../../src/domain/model/identity.ts';
import type {
  RawCourse,
  RawExport,
  RawLink,
  RawPerson,
  RawResource,
  RawStudent,
  ReadCounts,
} from '../../src/domain/model/timetable.ts';
import { raw } from './timetables.ts';

/** Runs of a property: seeded, so that each test run draws the same; `CARILLON_SEED` draws others, `CARILLON_RUNS` more. */
export const RUNS = {
  seed: Number(process.env.CARILLON_SEED ?? 1),
  numRuns: Number(process.env.CARILLON_RUNS ?? 300),
} as const;

const NAMES = ['MARTIN', 'Martin', 'DURAND', 'Éva', 'Eva', ''];
const DIVISION_NAMES = ['6A', '6a', '6-A', '5B', '4C'];
const GROUP_NAMES = ['6 LATIN', '6 Latin', '5 ESP', '4 ALL'];
const ROOM_NAMES = ['B12', 'b12', 'CDI'];
const DAYS: readonly (Day | null)[] = [
  null,
  null,
  '2026-09-01',
  '2026-11-01',
  '2027-01-15',
  '2027-08-31',
  '2028-01-01',
];

/** So many idents of one kind; one more that nothing defines. */
const idents = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}${index}`);
const oneOf = (kind: string, count: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...idents(kind, Math.max(1, count))) },
    { weight: 1, arbitrary: fc.constant('nowhere') },
  );

const ids: fc.Arbitrary<PersonIds> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ idpn: fc.constantFrom('1', '2') }) },
  { weight: 1, arbitrary: fc.record({ ine: fc.constantFrom('A', 'B') }) },
  { weight: 1, arbitrary: fc.record({ sts: fc.constantFrom('7', '8'), idpn: fc.constantFrom('1', '2') }) },
);
const person = (ident: string): fc.Arbitrary<RawPerson> =>
  fc.record({
    ident: fc.constant(ident),
    lastName: fc.constantFrom(...NAMES),
    firstName: fc.constantFrom('Luc', 'luc', 'Zoé'),
    birthDate: fc.constantFrom(null, null, '2014-01-02', '2014-05-06'),
    ids,
  });
const link = (ident: fc.Arbitrary<string>): fc.Arbitrary<RawLink> =>
  fc.record({ ident, from: fc.constantFrom(...DAYS), to: fc.constantFrom(...DAYS) });
const weeks: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(
    0n,
    maskOf([2, 3, 4, 5]),
    maskOf([2, 4]),
    maskOf(Array.from({ length: 36 }, (_, index) => index + 1)),
  ),
  fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 8 }).map(maskOf),
);

type Sizes = Omit<ReadCounts, 'courses' | 'coursesWithoutSessions'>;

function student(sizes: Sizes, ident: string): fc.Arbitrary<RawStudent> {
  return fc
    .tuple(
      person(ident),
      fc.array(link(oneOf('d', sizes.divisions)), { maxLength: 2 }),
      fc.array(link(oneOf('p', sizes.parts)), { maxLength: 3 }),
    )
    .map(([base, divisions, parts]) => ({ ...base, divisions, parts }));
}

function course(sizes: Sizes): fc.Arbitrary<Omit<RawCourse, 'ordinal'>> {
  const resource: fc.Arbitrary<RawResource> = fc
    .constantFrom(
      ['teacher', 't', sizes.teachers] as const,
      ['division', 'd', sizes.divisions] as const,
      ['part', 'p', sizes.parts] as const,
      ['group', 'g', sizes.groups] as const,
      ['room', 'r', sizes.rooms] as const,
    )
    .chain(([kind, letter, count]) => fc.record({ kind: fc.constant(kind), ident: oneOf(letter, count), weeks }));
  return fc.record({
    weekday: fc.integer({ min: 1, max: 5 }),
    firstSlot: fc.integer({ min: 0, max: 2 }),
    slotCount: fc.constant(1),
    subject: fc.option(oneOf('s', sizes.subjects)),
    resources: fc.array(resource, { minLength: 1, maxLength: 6 }),
    students: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      {
        weight: 1,
        arbitrary: fc.array(fc.record({ ident: oneOf('e', sizes.students), weeks }), { minLength: 1, maxLength: 3 }),
      },
    ),
    cancelledWeeks: fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: weeks }),
  });
}

/** Schools that a file may name: one that tests know, and one that they do not. */
const SCHOOLS = [
  { uai: '0990001A', name: 'Collège' },
  { uai: '0990009Z', name: 'Lycée' },
];

/** A file in which each ident is defined once. */
export const anyExport: fc.Arbitrary<RawExport> = fc
  .record({
    subjects: fc.integer({ min: 1, max: 4 }),
    teachers: fc.integer({ min: 1, max: 4 }),
    students: fc.integer({ min: 0, max: 5 }),
    divisions: fc.integer({ min: 1, max: 4 }),
    parts: fc.integer({ min: 0, max: 5 }),
    groups: fc.integer({ min: 0, max: 3 }),
    rooms: fc.integer({ min: 0, max: 3 }),
  })
  .chain((sizes) => {
    const all = <T>(kind: string, count: number, make: (ident: string) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
      fc.tuple(...idents(kind, count).map(make));
    const partHolders = fc.array(fc.nat({ max: sizes.divisions - 1 }), {
      minLength: sizes.parts,
      maxLength: sizes.parts,
    });
    return fc.record({
      subjects: all('s', sizes.subjects, (ident) =>
        fc.record({
          ident: fc.constant(ident),
          code: fc.constantFrom('', 'MATHS', 'ANG'),
          label: fc.constantFrom('Maths', 'MATHS', 'Anglais', ''),
        }),
      ),
      teachers: all('t', sizes.teachers, person),
      students: all('e', sizes.students, (ident) => student(sizes, ident)),
      divisions: fc
        .tuple(
          all('d', sizes.divisions, (ident) =>
            fc.record({
              ident: fc.constant(ident),
              name: fc.constantFrom(...DIVISION_NAMES),
              uai: fc.constantFrom('', '', ...SCHOOLS.map(({ uai }) => uai)),
            }),
          ),
          partHolders,
        )
        .map(([divisions, holders]) =>
          divisions.map(({ uai, ...division }, index) => ({
            ...division,
            ...(uai === '' ? {} : { uai }),
            parts: holders.flatMap((holder, part) => (holder === index ? [`p${part}`] : [])),
          })),
        ),
      groups: all('g', sizes.groups, (ident) =>
        fc.record({
          ident: fc.constant(ident),
          name: fc.constantFrom(...GROUP_NAMES),
          divisions: fc.uniqueArray(oneOf('d', sizes.divisions), { maxLength: 2 }),
          parts: fc.uniqueArray(oneOf('p', sizes.parts), { maxLength: 3 }),
          students: fc.array(link(oneOf('e', sizes.students)), { maxLength: 2 }),
        }),
      ),
      rooms: all('r', sizes.rooms, (ident) =>
        fc.record({ ident: fc.constant(ident), name: fc.constantFrom(...ROOM_NAMES) }),
      ),
      schools: fc.constant(SCHOOLS),
      courses: fc
        .array(course(sizes), { minLength: 1, maxLength: 8 })
        .map((courses) => courses.map((one, index) => ({ ...one, ordinal: index + 1 }))),
    });
  })
  .map((lists) => raw(lists));

/** Another save of the same file: other numbers and another order of everything. `order` draws the order. */
export function savedAgain(file: RawExport, order: readonly number[]): RawExport {
  let at = 0;
  const shuffled = <T>(list: readonly T[]): T[] => {
    const left = [...list];
    const taken: T[] = [];
    while (left.length > 0) {
      const index = (order[at++ % Math.max(1, order.length)] ?? 0) % left.length;
      taken.push(...left.splice(index, 1));
    }
    return taken;
  };
  const number = (ident: string): string => `${7_919 * (ident.charCodeAt(ident.length - 1) + 1)}/${ident.length}`;
  const linked = (links: readonly RawLink[]): RawLink[] =>
    shuffled(links).map((one) => ({ ...one, ident: number(one.ident) }));
  const named = <T extends { readonly ident: string }>(list: readonly T[]): T[] =>
    shuffled(list).map((one) => ({ ...one, ident: number(one.ident) }));
  return {
    ...file,
    subjects: named(file.subjects),
    teachers: named(file.teachers),
    students: named(file.students).map((one) => ({
      ...one,
      divisions: linked(one.divisions),
      parts: linked(one.parts),
    })),
    divisions: named(file.divisions).map((one) => ({ ...one, parts: shuffled(one.parts).map(number) })),
    groups: named(file.groups).map((one) => ({
      ...one,
      divisions: shuffled(one.divisions).map(number),
      parts: shuffled(one.parts).map(number),
      students: linked(one.students),
    })),
    rooms: named(file.rooms),
    ...(file.schools ? { schools: shuffled(file.schools) } : {}),
    courses: shuffled(file.courses).map((one, index) => ({
      ...one,
      ordinal: index + 1,
      subject: one.subject === null ? null : number(one.subject),
      resources: named(one.resources),
      students: named(one.students ?? []),
    })),
  };
}

/** Draws an order for `savedAgain`. */
export const anyOrder: fc.Arbitrary<number[]> = fc.array(fc.nat({ max: 5_040 }), { minLength: 1, maxLength: 40 });
