/** The pair of STS-WEB (FORMATS.md 4): the same school in two files, what does not fit together, and what programs write oddly. */
import { describe, expect, it } from 'vitest';
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { substituteTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { type StsOptions, withStsGroupNames, writeEmpSts, writeStsEmp } from '../../src/demo/school/sts-writer.ts';
import { FindingLog, isStop, type Outcome } from '../../src/domain/model/finding.ts';
import type { RawExport } from '../../src/domain/model/timetable.ts';
import { CATALOGUE, describeReason } from '../../src/domain/report/catalogue.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';
import { listLines, sessionLines, timetableOfRaw } from '../support/timetable-facts.ts';

const school = withStsGroupNames(substituteTeacher(inventSchool({ seed: 'sts', size: 'small' })));

const pair = (names: Uint8Array | string, courses: Uint8Array | string): Buffer =>
  rawZip([
    { name: 'emp_sts_0990001A_2026.xml', data: courses },
    { name: 'sts_emp_0990001A_2026.xml', data: names },
  ]);

async function read(file: Uint8Array, findings = new FindingLog()): Promise<Outcome<RawExport>> {
  return await readExport(sourceOf(file), findings);
}

async function taken(file: Uint8Array | string, findings = new FindingLog()): Promise<RawExport> {
  const raw = await read(Buffer.from(file as string), findings);
  if (isStop(raw)) throw new Error(`${raw.reason} ${JSON.stringify(raw.values)}`);
  return raw;
}

/** What both files say of lessons: none without a teacher, none for nobody. */
const sessions = sessionLines(timetableOfRaw(await taken(writeEdt(school)))).filter((line) => /1\/.*sts:/.test(line));

describe('a school', () => {
  it.each<[string, StsOptions]>([
    ['as STS-WEB writes it', {}],
    ['with blanks around every text', { isSpaced: true }],
    ['in UTF-8, with weeks from Sunday', { encoding: 'utf-8', onSundays: true }],
  ])('%s means the sessions of its EDT export', async (_name, options) => {
    const findings = new FindingLog();
    const table = timetableOfRaw(
      await taken(pair(writeStsEmp(school, options), writeEmpSts(school, options)), findings),
      findings,
    );
    expect(sessionLines(table)).toEqual(sessions);
    expect(findings.groups()).toEqual([]);
    expect(table.origin).toEqual({ format: 'STS', formatVersion: '1', uai: '0990001A' });
    expect(listLines(table).filter((line) => /^(teacher|group|division)/.test(line))).toEqual(
      listLines(timetableOfRaw(await taken(writeEdt(school)))).filter((line) => /^(teacher|group|division)/.test(line)),
    );
  });
});

const HEAD = '<PARAMETRES><UAJ CODE="0990001A"/><ANNEE_SCOLAIRE ANNEE="2026"/></PARAMETRES>';
const NAMES = `<STS_EDT>${HEAD}<NOMENCLATURES><MATIERES>
<MATIERE CODE="030201"><CODE_GESTION>AGL1</CODE_GESTION><LIBELLE_LONG>ANGLAIS LV1</LIBELLE_LONG></MATIERE>
<MATIERE CODE="100100"><LIBELLE_COURT>EPS</LIBELLE_COURT></MATIERE></MATIERES></NOMENCLATURES>
<DONNEES><INDIVIDUS>
<INDIVIDU ID="7" TYPE="epp"><NOM_USAGE>MARTINOT</NOM_USAGE><PRENOM>Louise</PRENOM><FONCTION>ENS</FONCTION></INDIVIDU>
<INDIVIDU ID="7" TYPE="local"><NOM_PATRONYMIQUE>DE LA ROCHE</NOM_PATRONYMIQUE><PRENOM>Jean</PRENOM></INDIVIDU>
<INDIVIDU ID="8" TYPE="epp"><NOM_USAGE>CHEF</NOM_USAGE><PRENOM>Paul</PRENOM><FONCTION>DIR</FONCTION></INDIVIDU>
</INDIVIDUS><STRUCTURE><DIVISIONS><DIVISION CODE="3A"/><DIVISION CODE="3B"/></DIVISIONS>
<GROUPES><GROUPE CODE="3LAT"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE="3A"/></DIVISIONS_APPARTENANCE></GROUPE></GROUPES></STRUCTURE></DONNEES></STS_EDT>`;

const course = (more: Readonly<Record<string, string>> = {}): string => {
  const fields = { CODE_ALTERNANCE: 'Q1', JOUR: '2', HEURE_DEBUT: '0800', DUREE: '0055', CODE_SALLE: 'B12', ...more };
  return `<COURS>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</COURS>`;
};
const taught = (by: string, courses: string): string =>
  `<ENSEIGNANT TYPE="${by.split(' ')[0]}" ID="${by.split(' ')[1]}"><COURS_RATTACHES>${courses}</COURS_RATTACHES></ENSEIGNANT>`;
const service = (by: string, { subject = '030201', shared = false } = {}): string =>
  `<SERVICE CODE_MATIERE="${subject}" CODE_MOD_COURS="CG"><CO_ENS>${shared}</CO_ENS><ENSEIGNANTS>${by}</ENSEIGNANTS></SERVICE>`;
const division = (code: string, services: string): string =>
  `<DIVISION CODE="${code}"><SERVICES>${services}</SERVICES></DIVISION>`;
const ALTERNATIONS = `<ALTERNANCES><ALTERNANCE CODE="Q1"><SEMAINES><DATE_DEBUT_SEMAINE>2026-09-07</DATE_DEBUT_SEMAINE><DATE_DEBUT_SEMAINE>2026-09-20</DATE_DEBUT_SEMAINE></SEMAINES></ALTERNANCE>
<ALTERNANCE CODE="S1"><SEMAINES><DATE_DEBUT_SEMAINE>2026-09-07</DATE_DEBUT_SEMAINE></SEMAINES></ALTERNANCE><ALTERNANCE CODE="VIDE"/></ALTERNANCES>`;
const courses = (
  structures: string,
  head = '<PARAMETRES><UAJ>0990001A</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE></PARAMETRES>',
): string => `<EDT_STS>${head}<DONNEES>${ALTERNATIONS}<STRUCTURE>${structures}</STRUCTURE></DONNEES></EDT_STS>`;

/** Sessions of the pair, with what was found. */
async function sessionsOf(structures: string): Promise<string[]> {
  const findings = new FindingLog();
  const raw = await taken(pair(NAMES, courses(structures)), findings);
  const lines = sessionLines(timetableOfRaw(raw, findings)).map((line) => line.replace(/([ +])1\//g, '$1').trimEnd());
  return [
    ...lines,
    ...findings.groups().flatMap(({ code, items }) => items.map(({ about = '' }) => `${code} ${about}`)),
  ];
}

describe('courses', () => {
  it('are held in the weeks of their alternation, at any minute', async () => {
    const structures = division('3A', service(taught('epp 7', course({ HEURE_DEBUT: ' 1402 ', DUREE: '155' }))));
    expect(await sessionsOf(structures)).toEqual([
      '2026-09-08 14:02-15:57 AGL1 ANGLAIS LV1 3A   sts:7 B12',
      '2026-09-22 14:02-15:57 AGL1 ANGLAIS LV1 3A   sts:7 B12',
    ]);
  });

  it('of two teachers in one room, or shared, are one; those in two rooms are two', async () => {
    const both = taught('epp 7', course()) + taught('local 7', course());
    expect(await sessionsOf(division('3A', service(both)))).toContain(
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:7+sts:local:7 B12',
    );
    const rooms =
      taught('epp 7', course({ CODE_ALTERNANCE: 'S1' })) +
      taught('local 7', course({ CODE_ALTERNANCE: 'S1', CODE_SALLE: 'B13' }));
    expect(await sessionsOf(division('3A', service(rooms)))).toEqual([
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:7 B12',
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:local:7 B13',
    ]);
    expect(await sessionsOf(division('3A', service(rooms, { shared: true })))).toEqual([
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:7+sts:local:7 B12+B13',
    ]);
  });

  it('have a second teacher only in the weeks of his', async () => {
    const some = taught('epp 7', course()) + taught('local 7', course({ CODE_ALTERNANCE: 'S1' }));
    expect(await sessionsOf(division('3A', service(some)))).toEqual([
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:7+sts:local:7 B12',
      '2026-09-22 08:00-08:55 AGL1 ANGLAIS LV1 3A   sts:7 B12',
    ]);
  });

  it('of one teacher under two divisions are one for both', async () => {
    const own = service(taught('epp 7', course({ CODE_ALTERNANCE: 'S1' })));
    expect(await sessionsOf(division('3A', own) + division('3B', own))).toEqual([
      '2026-09-08 08:00-08:55 AGL1 ANGLAIS LV1 3A+3B   sts:7 B12',
    ]);
  });

  it('are found where programs nest groups in divisions, and in a group that only one file knows', async () => {
    const own = service(taught('epp 7', course({ CODE_ALTERNANCE: 'S1' })), { subject: '100100' });
    const nested = `<DIVISIONS><GROUPES><GROUPE CODE="3LAT"><SERVICES>${own}</SERVICES></GROUPE><GROUPE CODE="NEW"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE="3B"/></DIVISIONS_APPARTENANCE><SERVICES>${own.replace('0800', '0900')}</SERVICES></GROUPE></GROUPES></DIVISIONS>`;
    expect(await sessionsOf(nested)).toEqual([
      '2026-09-08 08:00-08:55 100100 EPS  3LAT  sts:7 B12',
      '2026-09-08 09:00-09:55 100100 EPS  NEW  sts:7 B12',
    ]);
    const table = timetableOfRaw(await taken(pair(NAMES, courses(nested))));
    expect(table.groups.get('1/NEW')?.divisionKeys).toEqual(['1/3B']);
    expect([...table.teachers.keys()].sort()).toEqual(['sts:7', 'sts:local:7']);
  });

  it.each([
    ['sts-course-unreadable', { JOUR: '8' }],
    ['sts-course-unreadable', { HEURE_DEBUT: '2500' }],
    ['sts-course-unreadable', { DUREE: '0000' }],
    ['sts-course-unreadable', { HEURE_DEBUT: '2330', DUREE: '0100' }],
    ['sts-alternation-unknown', { CODE_ALTERNANCE: 'Q9' }],
    ['sts-alternation-unknown', { CODE_ALTERNANCE: 'VIDE' }],
  ] as const)('with a fault are left out and told: %s %j', async (code, fault) => {
    const good = Array.from({ length: 19 }, (_, index) =>
      course({ CODE_SALLE: `B${index}`, CODE_ALTERNANCE: 'S1' }),
    ).join('');
    const lines = await sessionsOf(division('3A', service(taught('epp 7', good + course(fault)))));
    expect(lines).toHaveLength(20);
    expect(lines.at(-1)).toBe(`${code} 3A 030201`);
    expect(CATALOGUE).toHaveProperty(code);
    const most = pair(NAMES, courses(division('3A', service(taught('epp 7', course() + course(fault))))));
    expect(await read(most)).toMatchObject({ reason: 'sts-courses-unreadable', values: { wrong: 1, courses: 2 } });
  });

  it('of nobody who is named are told', async () => {
    const unknown = division('3A', service(taught('epp 9', course({ CODE_ALTERNANCE: 'S1' })), { subject: '999999' }));
    expect(await sessionsOf(unknown)).toEqual([
      '2026-09-08 08:00-08:55 undefined undefined 3A    B12',
      'dangling-reference Cours 1 → teacher epp:9',
      'dangling-reference Cours 1 → Matiere 999999',
    ]);
  });
});

describe('the pair', () => {
  const good = courses(division('3A', service(taught('epp 7', course()))));

  it.each([
    ['sts_emp', 'emp_sts', NAMES],
    ['emp_sts', 'sts_emp', good],
  ])('%s alone is a half that needs %s', async (here, missing, text) => {
    for (const file of [Buffer.from(text), rawZip([{ name: 'x.xml', data: text }])]) {
      expect(await read(file)).toMatchObject({
        reason: 'other-half-needed',
        values: { here, missing },
        origin: { format: 'STS', uai: '0990001A' },
        half: { here, missing, schoolYear: { firstDay: '2026-09-01', lastDay: '2027-08-31' } },
      });
    }
    const outcome = await read(Buffer.from(text));
    const remedy = isStop(outcome) ? describeReason(outcome.reason, outcome.values ?? {}).remedy : '';
    // Names alone are a directory as well: whoever meant that is told where it goes.
    expect(remedy.includes('sts_emp à la page « Annuaire »')).toBe(here === 'sts_emp');
  });

  it('is of one school and year', async () => {
    const other = good.replace('0990001A', '0990002B');
    expect(await read(pair(NAMES, other))).toMatchObject({
      reason: 'sts-halves-differ',
      values: { names: '0990001A 2026', courses: '0990002B 2026' },
    });
    expect(await read(pair(NAMES, good.replace('>2026<', '>2027<')))).toMatchObject({ reason: 'sts-halves-differ' });
    const silent = good.replace('<ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>', '');
    expect(isStop(await read(pair(NAMES, silent)))).toBe(false);
  });

  it.each([
    [
      'several-exports',
      rawZip([
        { name: 'a.xml', data: NAMES },
        { name: 'b.xml', data: NAMES },
        { name: 'c.xml', data: good },
      ]),
    ],
    ['no-uai', pair(NAMES.replace('0990001A', '?'), good)],
    ['bad-school-year', pair(NAMES.replace('ANNEE="2026"', 'ANNEE="demain"'), good.replace('>2026<', '>demain<'))],
    ['no-school-year', Buffer.from(good.replace('<ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>', ''))],
    ['no-course', pair(NAMES, courses(''))],
    ['xml-truncated', pair(NAMES, good.slice(0, -20))],
    ['xml-truncated', Buffer.from(NAMES.slice(0, -20))],
    ['xml-entities', pair(`<!DOCTYPE a [<!ENTITY x "y">]>${NAMES}`, good)],
  ])('is refused: %s', async (reason, file) => {
    expect(await read(file)).toMatchObject({ reason });
    expect(CATALOGUE).toHaveProperty(reason);
  });
});
