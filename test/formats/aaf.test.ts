/** The academy's feed (FORMATS.md 5a): whom a site takes from it, in every way it is delivered, and what changes say. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type AafOptions, structureIdOf, writeAaf, writeAafDelta } from '../../src/demo/school/aaf-writer.ts';
import type { School } from '../../src/demo/school/model.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { groupNamesOf, taughtIn } from '../../src/demo/school/taught.ts';
import type { Directory } from '../../src/domain/directory/directory.ts';
import { isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { rawTar } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { directoryLines, readDirectoryFiles, takenDirectory } from '../support/read-directory.ts';

const school: School = inventSchool({ seed: 'aaf', size: 'small' });
const other: School = { ...inventSchool({ seed: 'aaf other', size: 'small' }), uai: '0990002B' };
const wish = { uai: school.uai };
const feed = (options?: AafOptions) => writeAaf([other, school], options);
const namesOf = ({ rows }: Directory, kind: string): string[] =>
  rows.filter((row) => row.kind === kind).map((row) => `${row.lastName} ${row.firstName}`.trim());

describe('a full feed', async () => {
  it('gives the people, divisions, groups and services of the school, and nothing of another one', async () => {
    const { outcome, findings, said } = await readDirectoryFiles(feed(), wish);
    if (isStop(outcome)) throw new Error(outcome.reason);
    const named = (list: readonly { lastName: string; firstName: string }[]) =>
      list.map((one) => `${one.lastName} ${one.firstName}`).sort();
    expect(namesOf(outcome, 'teacher').sort()).toEqual(named(school.teachers));
    expect(namesOf(outcome, 'staff').sort()).toEqual(named(school.staff));
    expect(namesOf(outcome, 'student').sort()).toEqual(named(school.students));
    expect(namesOf(outcome, 'division').sort()).toEqual(school.divisions.map((one) => one.name).sort());
    expect(namesOf(outcome, 'group').sort()).toEqual(school.groups.map((one) => one.name).sort());
    const groups = groupNamesOf(school);
    for (const { id, eleveId, ine, birthDate, divisions } of school.students) {
      const row = outcome.rows.find((one) => one.ids.eleve === eleveId);
      expect(row).toMatchObject({ birthDate, establishment: 1, ids: { ine } });
      expect(row?.division).toBe(school.divisions.find((one) => one.id === divisions[0]?.id)?.name);
      expect([...(row?.groups ?? [])].sort()).toEqual([...(groups.get(id) ?? [])].sort());
    }
    for (const { stsId, birthDate } of school.teachers) {
      expect(outcome.rows.find((one) => one.ids.sts === stsId)).toMatchObject({ kind: 'teacher', birthDate });
    }
    const labels = new Map(school.subjects.map((one) => [one.nationalCode, one.label]));
    const services = new Set(
      taughtIn(school).map(({ kind, name, subject }) => `${kind} ${name} ${subject} ${labels.get(subject)}`),
    );
    const read = outcome.schools.flatMap((one) => one.services ?? []);
    expect(new Set(read.map((one) => `${one.audience} ${one.name} ${one.subject.join(' ')}`))).toEqual(services);
    expect(read.length).toBe(services.size);
    expect(outcome.schools).toMatchObject([{ establishment: 1, closures: null, aaf: structureIdOf(school) }]);
    expect(outcome.origin).toEqual({ format: 'AAF', formatVersion: 'VE2101', uai: '', exportedAt: '2026-09-15' });
    expect(outcome).toMatchObject({ mode: 'full', source: 'aaf', year: null, patches: [], removed: [] });
    expect(said).toEqual(['aaf-others']);
    const others = other.teachers.length + other.staff.length + other.students.length;
    expect(findings[0]?.items[0]?.values).toEqual({ schools: 1, people: others });
  });

  const wanted = directoryLines(await takenDirectory(feed(), wish));

  it.each<[string, AafOptions]>([
    ['with a prolog', { hasProlog: true }],
    ['in ISO-8859-15', { encoding: 'iso-8859-15' }],
    ['with accents by their HTML names', { hasHtmlNames: true }],
    ['in many numbered files', { perFile: 20 }],
    ['of an older version', { version: 'AAF-VE1301' }],
  ])('%s says the same', async (_name, options) => {
    expect(directoryLines(await takenDirectory(feed(options), wish))).toEqual(wanted);
  });

  const files = feed();
  it.each([
    ['a zip', [{ name: 'ENT.zip', bytes: rawZip(files.map(({ name, bytes }) => ({ name, data: bytes }))) }]],
    ['a tar.gz', [{ name: '0990001A.tar.gz', bytes: gzipSync(rawTar(files)) }]],
    ['a tar', [{ name: 'ENT.tar', bytes: rawTar(files) }]],
    [
      'a tar of long names, in folders, with its DTD',
      [
        {
          name: 'ENT.tgz',
          bytes: gzipSync(
            rawTar([
              { name: 'flux/', bytes: '', type: '5' },
              { name: 'flux/ficAlimMENESR.dtd', bytes: '<!ELEMENT ficAlimMENESR ANY>' },
              ...files.map(({ name, bytes }) => ({ name: `flux/${'x'.repeat(100)}/${name}`, bytes })),
            ]),
          ),
        },
      ],
    ],
    ['compressed files', files.map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: gzipSync(bytes) }))],
    ['files in reverse order', [...files].reverse()],
  ])('is read from %s', async (_name, given) => {
    expect(directoryLines(await takenDirectory(given, wish))).toEqual(wanted);
  });

  it('of a cité scolaire is taken for each of its establishments; one is enough where only it is asked for', async () => {
    const establishments = [
      { number: 1, uai: school.uai, aaf: null },
      { number: 2, uai: other.uai, aaf: null },
    ];
    const both = await takenDirectory(feed(), { establishments });
    expect(both.rows.filter((row) => row.kind === 'student')).toHaveLength(
      school.students.length + other.students.length,
    );
    expect(both.complete).toContainEqual({ kind: 'student', establishment: null });
    const one = await takenDirectory(feed(), { establishments, only: 2 });
    expect(namesOf(one, 'student')).toHaveLength(other.students.length);
    expect(one.rows.every((row) => row.establishment === 2)).toBe(true);
    expect(one.complete.every(({ establishment }) => establishment === 2)).toBe(true);
  });

  it('gives who works in both schools to the site, and to the one that alone is asked for', async () => {
    const [teacher] = school.teachers;
    const shared = feed().map(({ name, bytes }) => ({
      name,
      bytes: bytes
        .toString()
        .replace(
          `<value>${structureIdOf(school)}$ENS$`,
          `<value>${structureIdOf(other)}$ENS$ENSEIGNEMENT</value><value>${structureIdOf(school)}$ENS$`,
        ),
    }));
    const rowIn = async (wanted: Parameters<typeof takenDirectory>[1]) =>
      (await takenDirectory(shared, wanted)).rows.find(
        (row) => row.ids.aaf === `2${structureIdOf(school)}${teacher?.stsId}`,
      );
    const establishments = [
      { number: 1, uai: school.uai, aaf: null },
      { number: 2, uai: other.uai, aaf: null },
    ];
    expect((await rowIn({ establishments }))?.establishment).toBeNull();
    expect((await rowIn({ establishments, only: 2 }))?.establishment).toBe(2);
    expect((await rowIn(wish))?.establishment).toBe(1);
  });

  it('with an empty file among the numbered ones is whole', async () => {
    const parts = feed({ perFile: 40 });
    const last = parts.filter(({ name }) => name.includes('_Eleve_')).length;
    const empty = {
      name: `ENT_0990000A_Complet_20260915_Eleve_${String(last).padStart(4, '0')}.xml`,
      bytes: '<ficAlimMENESR/>',
    };
    expect(directoryLines(await takenDirectory([empty, ...parts], wish))).toEqual(wanted);
  });

  it('takes nobody whose last day is over, and whoever is still there', async () => {
    const leave = (day: string) =>
      feed().map(({ name, bytes }) => ({
        name,
        bytes: bytes
          .toString()
          .replace(
            `<attr name="ENTEleveINE"><value>${school.students[0]?.ine}</value></attr>`,
            (found) => `${found}<attr name="ENTEleveDateSortieStructRattach"><value>${day}</value></attr>`,
          ),
      }));
    const count = async (day: string) => namesOf(await takenDirectory(leave(day), wish), 'student').length;
    expect(await count('14/09/2026')).toBe(school.students.length - 1);
    expect(await count('15/09/2026')).toBe(school.students.length);
  });
});

describe('a feed of changes', () => {
  const [gone, renamed, moved] = school.students;
  const [first, second] = school.divisions;
  if (!gone || !renamed || !moved || !first || !second) throw new Error('too few');
  const later: School = {
    ...school,
    students: [
      { ...renamed, lastName: 'AUTRENOM' },
      { ...moved, divisions: [{ id: second.id, from: '2026-09-01', to: '2027-08-31' }] },
      ...school.students.slice(3),
      { ...gone, id: 'E-new', eleveId: '777', ine: '9999999999Z', lastName: 'NOUVELLE' },
    ],
  };
  const idOf = (eleveId: string): string => `1${structureIdOf(school)}${eleveId}`;
  const known = {
    establishments: [{ number: 1, uai: school.uai, aaf: structureIdOf(school) }],
    feedIds: new Set(school.students.map((one) => idOf(one.eleveId))),
  };
  const delta = writeAafDelta([other, school], [{ ...other, students: other.students.slice(5) }, later]);

  it('says who came, who changed in what, and who has gone; those of other schools are nobody', async () => {
    const read = await takenDirectory(delta, known);
    expect(read.mode).toBe('delta');
    expect(read.complete).toEqual([]);
    expect(namesOf(read, 'student')).toEqual([`NOUVELLE ${gone.firstName}`]);
    expect(read.removed).toEqual([{ aaf: idOf(gone.eleveId) }]);
    expect(read.patches).toEqual(
      expect.arrayContaining([{ ids: { aaf: idOf(renamed.eleveId) }, set: { lastName: 'AUTRENOM' } }]),
    );
    if (moved.divisions[0]?.id !== second.id) {
      expect(read.patches).toContainEqual({ ids: { aaf: idOf(moved.eleveId) }, set: { division: second.name } });
    }
    expect(read.schools).toEqual([{ establishment: 1, closures: null, services: null, aaf: structureIdOf(school) }]);
  });

  it('tells of elsewhere what there is alone', async () => {
    const causeOf = async (...asked: Parameters<typeof readDirectoryFiles>): Promise<string> => {
      const { findings } = await readDirectoryFiles(...asked);
      const group = findings.find(({ code }) => code === 'aaf-others');
      return describeReason('aaf-others', group?.items[0]?.values ?? {}).cause;
    };
    expect(await causeOf(delta, known)).toMatch(
      /^Le flux contient aussi des personnes d'autres établissements \([1-9]\d*\) : elles n'ont pas été lues\.$/,
    );
    const empty = { ...other, students: [], teachers: [], staff: [] };
    expect(await causeOf(writeAaf([school, empty]), wish)).toBe(
      "Le flux contient aussi d'autres établissements (1) : ils n'ont pas été lus.",
    );
  });

  it('takes out who has gone to another school', async () => {
    const elsewhere = writeAafDelta([school], [later]).map(({ name, bytes }) => ({
      name,
      bytes: bytes
        .toString()
        .replace(
          '<modification name="ENTPersonNomPatro"',
          '<modification name="ENTPersonStructRattach" operation="replace"><value>1</value></modification><modification name="ENTPersonNomPatro"',
        ),
    }));
    const read = await takenDirectory(elsewhere, known);
    expect(read.removed).toContainEqual({ aaf: idOf(renamed.eleveId) });
  });
});
