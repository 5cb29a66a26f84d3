/** The two files of STS-WEB (FORMATS.md 4): `sts_emp` names people, subjects, divisions and groups; `emp_sts` has the weekly courses. */

import { addDays, type Day, isDay, mondayOf, weekdayOf, weekNumberOf } from '../../domain/model/calendar.ts';
import { isStop, type Outcome } from '../../domain/model/finding.ts';
import type { Part } from '../../domain/model/given.ts';
import { LESSON_DAYS } from '../../domain/model/lessons.ts';
import { readXml } from '../readers/xml.ts';
import { recordHandlers } from '../readers/xml-fields.ts';

/** Which of the two a document is, by its root. */
export type StsHalf = 'sts_emp' | 'emp_sts';

/** Null for a document that is neither. */
export function halfIn({ root }: Pick<Part, 'root'>): StsHalf | null {
  return root?.name === 'STS_EDT' ? 'sts_emp' : root?.name === 'EDT_STS' ? 'emp_sts' : null;
}

/** What both files say of themselves. */
export interface StsHead {
  uai: string;
  /** In whose September the year starts; empty where the file does not say. */
  year: string;
}

export interface StsPerson {
  /** Kind and number: a `local` number may be that of an `epp` (FORMATS.md 4.1). */
  readonly key: string;
  readonly type: string;
  readonly id: string;
  lastName: string;
  maidenName: string;
  firstName: string;
  birthDate: Day | null;
  /** `ENS`: a teacher. */
  role: string;
}

export interface StsSubject {
  readonly code: string;
  managementCode: string;
  label: string;
}

/** The names: `sts_emp`. */
export interface StsNames extends StsHead {
  firstDay: Day | null;
  lastDay: Day | null;
  readonly subjects: Map<string, StsSubject>;
  readonly people: Map<string, StsPerson>;
  readonly divisions: Set<string>;
  /** Divisions that each group draws from. */
  readonly groups: Map<string, Set<string>>;
  /** What is taught to whom, in whatever mode and by whomever; empty until the timetable was sent up. */
  readonly services: Pick<StsService, 'kind' | 'structure' | 'subject'>[];
  /** Keys of people who teach in a service. */
  readonly teaching: Set<string>;
}

/** A course as the file says it, of one teacher. Texts are those of the file. */
export interface StsCourse {
  /** `TYPE:ID` */
  readonly teacher: string;
  alternation: string;
  weekday: string;
  start: string;
  duration: string;
  room: string;
}

/** What a structure is taught in one subject and mode. */
export interface StsService {
  readonly kind: 'division' | 'group';
  readonly structure: string;
  readonly subject: string;
  isShared: boolean;
  readonly courses: StsCourse[];
}

/** The courses: `emp_sts`. */
export interface StsCourses extends StsHead {
  /** Weeks of `weekNumberOf`, by the alternation's code. */
  readonly alternations: Map<string, Set<number>>;
  readonly rooms: Set<string>;
  readonly divisions: Set<string>;
  readonly groups: Map<string, Set<string>>;
  readonly services: StsService[];
}

/** Kind and number of a person. */
export function personKeyOf(type: string | undefined, id: string | undefined): string {
  return `${(type ?? '').trim().toLowerCase() || 'epp'}:${(id ?? '').trim()}`;
}

const text = (value: string | undefined): string => (value ?? '').trim();

/** Gives equal texts as one: a hundred thousand courses have a few thousand different ones. */
function interning(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same !== undefined) return same;
    if (known.size < MAX_INTERNED) known.set(text, text);
    return text;
  };
}

/** A hostile file has a new one each time. */
const MAX_INTERNED = 50_000;

function dayIn(value: string): Day | null {
  const day = value.slice(0, 10);
  return isDay(day) ? day : null;
}

/** UAI and year, which are attributes in one file and texts in the other. */
function noteHead(head: StsHead, name: string, value: string): void {
  if (name === 'UAJ') head.uai ||= value.toUpperCase();
  if (name === 'ANNEE_SCOLAIRE') head.year ||= value;
}

/** Reads `sts_emp`. */
export async function readStsNames(part: Part): Promise<Outcome<StsNames>> {
  const names: StsNames = {
    uai: '',
    year: '',
    firstDay: null,
    lastDay: null,
    subjects: new Map(),
    people: new Map(),
    divisions: new Set(),
    groups: new Map(),
    services: [],
    teaching: new Set(),
  };
  const around: Pick<StsService, 'kind' | 'structure'>[] = [];
  let subject: StsSubject | null = null;
  let person: StsPerson | null = null;
  let group: Set<string> | null = null;
  const outcome = await readXml(
    part.open(),
    recordHandlers({
      open(name, at) {
        if (name === 'UAJ') noteHead(names, name, text(at.code));
        else if (name === 'ANNEE_SCOLAIRE') noteHead(names, name, text(at.annee));
        else if (name === 'MATIERE') subject = { code: text(at.code), managementCode: '', label: '' };
        else if (name === 'INDIVIDU') {
          const key = personKeyOf(at.type, at.id);
          const [type = '', id = ''] = key.split(/:(.*)/s);
          person = { key, type, id, lastName: '', maidenName: '', firstName: '', birthDate: null, role: '' };
        } else if (name === 'DIVISION') {
          around.push({ kind: 'division', structure: text(at.code) });
          if (text(at.code) !== '') names.divisions.add(text(at.code));
        } else if (name === 'GROUPE') {
          around.push({ kind: 'group', structure: text(at.code) });
          if (text(at.code) !== '') group = groupIn(names.groups, text(at.code));
        } else if (name === 'DIVISION_APPARTENANCE' && text(at.code) !== '') group?.add(text(at.code));
        else if (name === 'SERVICE') {
          const structure = around.at(-1);
          const code = text(at.code_matiere);
          if (structure && structure.structure !== '' && code !== '')
            names.services.push({ ...structure, subject: code });
        } else if (name === 'ENSEIGNANT') names.teaching.add(personKeyOf(at.type, at.id));
      },
      field(name, value, parent) {
        noteHead(names, name, value);
        if (name === 'DATE_DEBUT' && parent === 'ANNEE_SCOLAIRE') names.firstDay = dayIn(value);
        if (name === 'DATE_FIN' && parent === 'ANNEE_SCOLAIRE') names.lastDay = dayIn(value);
        if (subject && parent === 'MATIERE') {
          if (name === 'CODE_GESTION') subject.managementCode = value;
          if (name === 'LIBELLE_LONG' || (name.startsWith('LIBELLE') && subject.label === '')) subject.label = value;
        }
        if (person && parent === 'INDIVIDU') notePerson(person, name, value);
      },
      close(name) {
        if (name === 'MATIERE' && subject) {
          if (subject.code !== '') names.subjects.set(subject.code, subject);
          subject = null;
        } else if (name === 'INDIVIDU' && person) {
          if (person.id !== '') names.people.set(person.key, person);
          person = null;
        } else if (name === 'GROUPE' || name === 'DIVISION') {
          around.pop();
          group = null;
        }
      },
    }),
  );
  return outcome !== null && isStop(outcome) ? outcome : names;
}

function notePerson(person: StsPerson, name: string, value: string): void {
  if (name === 'NOM_USAGE') person.lastName = value;
  if (name === 'NOM_PATRONYMIQUE') person.maidenName = value;
  if (name === 'PRENOM') person.firstName = value;
  if (name === 'DATE_NAISSANCE') person.birthDate = dayIn(value);
  if (name === 'FONCTION') person.role = value.toUpperCase();
}

function groupIn(groups: Map<string, Set<string>>, code: string): Set<string> {
  const known = groups.get(code) ?? new Set<string>();
  groups.set(code, known);
  return known;
}

/** The week that a date means: files give Mondays, and some the Sunday before. Null for a date that is none. */
function weekIn(value: string): number | null {
  const day = dayIn(value);
  if (day === null || day < LESSON_DAYS.first || day > LESSON_DAYS.last) return null;
  return weekNumberOf(mondayOf(weekdayOf(day) === 7 ? addDays(day, 1) : day));
}

/** Reads `emp_sts`, wherever its lists stand: some programs nest groups in divisions. */
export async function readStsCourses(part: Part): Promise<Outcome<StsCourses>> {
  const read: StsCourses = {
    uai: '',
    year: '',
    alternations: new Map(),
    rooms: new Set(),
    divisions: new Set(),
    groups: new Map(),
    services: [],
  };
  let weeks: Set<number> | null = null;
  const around: Pick<StsService, 'kind' | 'structure'>[] = [];
  let group: Set<string> | null = null;
  let service: StsService | null = null;
  let teacher = '';
  let course: StsCourse | null = null;
  const same = interning();
  const outcome = await readXml(
    part.open(),
    recordHandlers({
      open(name, at) {
        const code = same(text(at.code));
        if (name === 'UAJ') noteHead(read, name, code);
        else if (name === 'ANNEE_SCOLAIRE') noteHead(read, name, text(at.annee));
        else if (name === 'ALTERNANCE') {
          weeks = read.alternations.get(code) ?? new Set<number>();
          read.alternations.set(code, weeks);
        } else if (name === 'SALLE_COURS' && code !== '') read.rooms.add(code);
        else if (name === 'DIVISION') {
          around.push({ kind: 'division', structure: code });
          if (code !== '') read.divisions.add(code);
        } else if (name === 'GROUPE') {
          around.push({ kind: 'group', structure: code });
          if (code !== '') group = groupIn(read.groups, code);
        } else if (name === 'DIVISION_APPARTENANCE' && code !== '') group?.add(code);
        else if (name === 'SERVICE') {
          const { kind, structure } = around.at(-1) ?? { kind: 'division', structure: '' };
          service = { kind, structure, subject: same(text(at.code_matiere)), isShared: false, courses: [] };
        } else if (name === 'ENSEIGNANT') teacher = text(at.id) === '' ? '' : same(personKeyOf(at.type, at.id));
        else if (name === 'COURS') {
          course = { teacher, alternation: '', weekday: '', start: '', duration: '', room: '' };
        }
      },
      field(name, value, parent) {
        noteHead(read, name, value);
        if (name === 'DATE_DEBUT_SEMAINE') {
          const week = weekIn(value);
          if (week !== null) weeks?.add(week);
        }
        if (name === 'CO_ENS' && parent === 'SERVICE' && service) service.isShared = value.toLowerCase() === 'true';
        if (course && parent === 'COURS') noteCourse(course, name, same(value));
      },
      close(name) {
        if (name === 'ALTERNANCE') weeks = null;
        else if (name === 'COURS' && course) {
          service?.courses.push(course);
          course = null;
        } else if (name === 'SERVICE' && service) {
          if (service.courses.length > 0) read.services.push(service);
          service = null;
        } else if (name === 'GROUPE' || name === 'DIVISION') {
          around.pop();
          group = null;
        }
      },
    }),
  );
  return outcome !== null && isStop(outcome) ? outcome : read;
}

function noteCourse(course: StsCourse, name: string, value: string): void {
  if (name === 'CODE_ALTERNANCE') course.alternation = value;
  if (name === 'JOUR') course.weekday = value;
  if (name === 'HEURE_DEBUT') course.start = value;
  if (name === 'DUREE') course.duration = value;
  if (name === 'CODE_SALLE') course.room = value;
}
