/** Writes a school as the two files of STS-WEB (FORMATS.md 4): `sts_emp` with the names, `emp_sts` with the courses. */

import { addDays, type Day, dateOf, minutesOf } from '../../domain/model/calendar.ts';
import { addTo } from '../../domain/model/gather.ts';
import { lessonsOf, type SchoolLesson } from './lessons.ts';
import { divisionsOfGroups, type School, type SchoolStaff, type SchoolTeacher } from './model.ts';
import { taughtIn } from './taught.ts';
import { encoderOf, type TextEncoding } from './text-encoding.ts';
import { element, escaped } from './xml-lines.ts';

export interface StsOptions {
  /** ISO-8859-15 by default, as STS-WEB writes. */
  readonly encoding?: TextEncoding;
  /** Line ends and blanks around every text, as fixtures have them. */
  readonly isSpaced?: boolean;
  /** Weeks begin on the Sunday before, as some programs write. */
  readonly onSundays?: boolean;
  readonly uai?: string;
  readonly startYear?: number;
  /** The services of `sts_emp`, as after the timetable was sent up. */
  readonly hasServices?: boolean;
}

/** Group codes as STS wants them: eight letters, digits, dots, hyphens or underscores, each once. */
export function withStsGroupNames(school: School): School {
  const taken = new Set(school.divisions.map(({ name }) => name));
  const codeOf = (name: string): string => {
    const plain = name.normalize('NFD').replace(/[^A-Za-z0-9._-]/g, '');
    for (let number = 0; ; number++) {
      const tail = number === 0 ? '' : String(number);
      const code = `${plain.slice(0, 8 - tail.length)}${tail}`;
      if (taken.has(code)) continue;
      taken.add(code);
      return code;
    }
  };
  return { ...school, groups: school.groups.map((group) => ({ ...group, name: codeOf(group.name) })) };
}

function bytesOf(root: string, children: readonly string[], { encoding = 'iso-8859-15' }: StsOptions): Buffer {
  const { mark, encode } = encoderOf(encoding, false);
  const lines = [`<?xml version="1.0" encoding="${encoding.toUpperCase()}"?>`, ...element(root, {}, children)];
  return Buffer.concat([mark, encode(`${lines.join('\n')}\n`)]);
}

/** An element with a text. */
function texts(values: Readonly<Record<string, string | number | null>>, { isSpaced = false }: StsOptions): string[] {
  const written = (value: string): string => (isSpaced ? `\n        ${escaped(value)}\n      ` : escaped(value));
  return Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [`<${name}>${written(String(value))}</${name}>`],
  );
}

const startYearOf = (school: School, { startYear }: StsOptions): number =>
  startYear ?? Number(school.calendar.schoolYear.firstDay.slice(0, 4));

/** An element that has nothing but others in it. */
const holder = (name: string, children: readonly string[]): readonly string[] => element(name, {}, children);

function individual(
  person: SchoolTeacher | SchoolStaff,
  id: string,
  role: string,
  options: StsOptions,
): readonly string[] {
  const fields = {
    SEXE: person.sex === 'male' ? 1 : 2,
    CIVILITE: person.sex === 'male' ? 1 : 2,
    NOM_USAGE: person.lastName,
    NOM_PATRONYMIQUE: person.lastName,
    PRENOM: person.firstName,
    DATE_NAISSANCE: person.birthDate,
    FONCTION: role,
  };
  return element('INDIVIDU', { ID: id, TYPE: 'epp' }, texts(fields, options));
}

/** `sts_emp`: people, subjects, divisions and groups. */
export function writeStsEmp(school: School, options: StsOptions = {}): Buffer {
  const { firstDay, lastDay } = school.calendar.schoolYear;
  const startYear = startYearOf(school, options);
  const divisionName = new Map(school.divisions.map(({ id, name }) => [id, name]));
  const held = divisionsOfGroups(school);
  const services = options.hasServices ? empServices(school, options) : new Map<string, readonly string[]>();
  const taughtTo = (kind: 'division' | 'group', name: string): readonly string[] =>
    holder('SERVICES', services.get(`${kind} ${name}`) ?? []);
  const structure = (name: string): string[] => [...texts({ LIBELLE_LONG: name, EFFECTIF_PREVU: 25 }, options)];
  return bytesOf(
    'STS_EDT',
    [
      ...holder('PARAMETRES', [
        ...element(
          'UAJ',
          { CODE: options.uai ?? school.uai },
          texts({ SIGLE: 'CLG', DENOM_COMPL: school.name }, options),
        ),
        ...element(
          'ANNEE_SCOLAIRE',
          { ANNEE: startYear },
          options.startYear === undefined ? texts({ DATE_DEBUT: firstDay, DATE_FIN: lastDay }, options) : [],
        ),
      ]),
      ...holder('NOMENCLATURES', [
        ...holder(
          'MATIERES',
          school.subjects.flatMap(({ nationalCode, code, label }) =>
            element(
              'MATIERE',
              { CODE: nationalCode },
              texts({ CODE_GESTION: code, LIBELLE_COURT: label, LIBELLE_LONG: label }, options),
            ),
          ),
        ),
        ...holder(
          'PROGRAMMES',
          school.subjects
            .slice(0, 2)
            .flatMap(({ nationalCode }) =>
              element(
                'PROGRAMME',
                {},
                texts({ CODE_MEF: '10310019110', CODE_MATIERE: nationalCode, HORAIRE: '3.00' }, options),
              ),
            ),
        ),
      ]),
      ...holder('DONNEES', [
        ...holder('INDIVIDUS', [
          ...school.teachers.flatMap((teacher) => individual(teacher, teacher.stsId, 'ENS', options)),
          ...school.staff.flatMap((person, index) => individual(person, String(80_000 + index), 'DIR', options)),
        ]),
        ...holder('STRUCTURE', [
          ...holder(
            'DIVISIONS',
            school.divisions.flatMap(({ name }) =>
              element('DIVISION', { CODE: name }, [...structure(name), ...taughtTo('division', name)]),
            ),
          ),
          ...holder(
            'GROUPES',
            school.groups.flatMap(({ id, name }) =>
              element('GROUPE', { CODE: name }, [
                ...structure(name),
                ...holder(
                  'DIVISIONS_APPARTENANCE',
                  (held.get(id) ?? []).flatMap((division) =>
                    element(
                      'DIVISION_APPARTENANCE',
                      { CODE: divisionName.get(division) ?? '' },
                      texts({ EFFECTIF_PREVU: 12 }, options),
                    ),
                  ),
                ),
                ...taughtTo('group', name),
              ]),
            ),
          ),
        ]),
      ]),
    ],
    options,
  );
}

/** Services of `sts_emp`, by structure. */
function empServices(school: School, options: StsOptions): ReadonlyMap<string, readonly string[]> {
  const teachers = new Map(school.teachers.map(({ id, stsId }) => [id, stsId]));
  const bySubject = new Map<string, Map<string, string[]>>();
  for (const { teacherId, kind, name, subject } of taughtIn(school)) {
    const own = bySubject.get(`${kind} ${name}`) ?? new Map<string, string[]>();
    bySubject.set(`${kind} ${name}`, own);
    addTo(own, subject, teachers.get(teacherId) ?? '');
  }
  const written = [...bySubject].map(([structure, subjects]) => {
    const services = [...subjects].flatMap(([subject, ids]) =>
      element('SERVICE', { CODE_MATIERE: subject, CODE_MOD_COURS: 'CG' }, [
        ...texts({ CO_ENS: String(ids.length > 1) }, options),
        ...holder(
          'ENSEIGNANTS',
          ids.flatMap((id) => element('ENSEIGNANT', { ID: id, TYPE: 'epp' }, texts({ HEURES_AGENT: '3.00' }, options))),
        ),
      ]),
    );
    return [structure, services] as const;
  });
  return new Map(written);
}

const hhmm = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;

/** Codes of alternations, one for each set of weeks: `H` for the first, which most courses have. */
function alternationsOf(lessons: readonly SchoolLesson[]): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const { weeks } of lessons) {
    const key = weeks.join();
    if (!codes.has(key)) codes.set(key, codes.size === 0 ? 'H' : `A${codes.size}`);
  }
  return codes;
}

/** `emp_sts`: alternations and, under each structure, subject and teacher, the courses. Those without a teacher cannot be written. */
export function writeEmpSts(school: School, options: StsOptions = {}): Buffer {
  const lessons = [...lessonsOf(school)];
  const alternations = alternationsOf(lessons);
  const monday = (week: number): Day =>
    addDays(dateOf(school.calendar.schoolYear.week1Monday, week, 1), options.onSundays ? -1 : 0);
  const structures = (kind: 'division' | 'group', name: string): readonly string[] =>
    (kind === 'division' ? school.divisions : school.groups).flatMap(({ id, name: code }) =>
      element(name, { CODE: code }, [
        ...holder(
          'SERVICES',
          servicesOf(
            school,
            lessons.filter((lesson) => lesson.ids(kind).includes(id)),
            alternations,
            options,
          ),
        ),
      ]),
    );
  return bytesOf(
    'EDT_STS',
    [
      ...holder(
        'PARAMETRES',
        texts(
          {
            UAJ: options.uai ?? school.uai,
            ANNEE_SCOLAIRE: startYearOf(school, options),
            APPLICATION_SOURCE: 'EDITEUR_PRIVE',
          },
          options,
        ),
      ),
      ...holder('DONNEES', [
        ...holder(
          'HORAIRES',
          [1, 2, 3, 4, 5].flatMap((day) =>
            element('HORAIRE', { JOUR: day }, texts({ DEBUT_COURS: '0800', FIN_COURS: '1800' }, options)),
          ),
        ),
        ...holder(
          'ALTERNANCES',
          [...alternations].flatMap(([weeks, code]) =>
            element('ALTERNANCE', { CODE: code }, [
              ...texts({ LIBELLE_COURT: code, LIBELLE_LONG: code }, options),
              ...holder(
                'SEMAINES',
                weeks.split(',').flatMap((week) => texts({ DATE_DEBUT_SEMAINE: monday(Number(week)) }, options)),
              ),
            ]),
          ),
        ),
        ...holder(
          'SALLES_COURS',
          school.rooms.flatMap(({ name }) =>
            element('SALLE_COURS', { CODE: name }, ['<GROUPE_SALLE/>', '<LOCALISATION/>']),
          ),
        ),
        ...holder(
          'INDIVIDUS',
          school.teachers.flatMap(({ stsId }) => element('INDIVIDU', { ID: stsId }, [])),
        ),
        ...holder('STRUCTURE', [
          ...holder('DIVISIONS', structures('division', 'DIVISION')),
          ...holder('GROUPES', structures('group', 'GROUPE')),
        ]),
      ]),
    ],
    options,
  );
}

/** Services of one structure: by subject, those of several teachers apart. */
function servicesOf(
  school: School,
  lessons: readonly SchoolLesson[],
  alternations: ReadonlyMap<string, string>,
  options: StsOptions,
): readonly string[] {
  const subjects = new Map(school.subjects.map(({ id, nationalCode }) => [id, nationalCode]));
  const teachers = new Map(school.teachers.map(({ id, stsId }) => [id, stsId]));
  const rooms = new Map(school.rooms.map(({ id, name }) => [id, name]));
  const services = new Map<string, Map<string, string[]>>();
  for (const lesson of lessons) {
    const { course, startTime, endTime, weeks } = lesson;
    const taught = lesson.ids('teacher');
    const key = `${subjects.get(course.subjectId ?? '') ?? ''} ${taught.length > 1}`;
    const byTeacher = services.get(key) ?? new Map<string, string[]>();
    services.set(key, byTeacher);
    const [room] = lesson.ids('room');
    const fields = {
      CODE_ALTERNANCE: alternations.get(weeks.join()) ?? '',
      JOUR: course.weekday,
      HEURE_DEBUT: startTime.replace(':', ''),
      DUREE: hhmm(minutesOf(endTime) - minutesOf(startTime)),
      CODE_SALLE: room === undefined ? null : (rooms.get(room) ?? null),
    };
    for (const id of taught) {
      const sts = teachers.get(id) ?? '';
      byTeacher.set(sts, [...(byTeacher.get(sts) ?? []), ...element('COURS', {}, texts(fields, options))]);
    }
  }
  return [...services].flatMap(([key, byTeacher]) => {
    const [code = '', isShared] = key.split(' ');
    return element('SERVICE', { CODE_MATIERE: code, CODE_MOD_COURS: 'CG' }, [
      ...texts({ CO_ENS: isShared ?? 'false' }, options),
      ...holder(
        'ENSEIGNANTS',
        [...byTeacher].flatMap(([id, courses]) =>
          element('ENSEIGNANT', { TYPE: 'epp', ID: id }, holder('COURS_RATTACHES', courses)),
        ),
      ),
    ]);
  });
}
