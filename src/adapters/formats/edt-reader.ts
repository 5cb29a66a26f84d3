/** Gathers an EDT or PRONOTE export while its elements go by: FORMATS.md 1.3 to 1.8. */

import { type Day, daysBetween, isDay, parseWeekMask, weeksOf } from '../../domain/model/calendar.ts';
import type { FindingLog, Outcome, Severity } from '../../domain/model/finding.ts';
import { stop } from '../../domain/model/finding.ts';
import { keeper, type PersonIds, tidy } from '../../domain/model/identity.ts';
import { MAX_SESSIONS } from '../../domain/model/lessons.ts';
import { nameIn } from '../../domain/model/roster.ts';
import type {
  Grid,
  RawCourse,
  RawExport,
  RawLink,
  RawPerson,
  RawResource,
  RawStudent,
  ResourceKind,
  SchoolNamed,
  SchoolYear,
  Slot,
} from '../../domain/model/timetable.ts';
import { Stopped } from '../readers/stopped.ts';
import type { Attributes } from '../readers/xml.ts';
import { createStrangers, type Strangers } from './edt-known.ts';

const RESOURCES: Readonly<Record<string, ResourceKind>> = {
  'Cours/Cours/Professeur': 'teacher',
  'Cours/Cours/Classe': 'division',
  'Cours/Cours/PartieDeClasse': 'part',
  'Cours/Cours/Groupe': 'group',
  'Cours/Cours/Salle': 'room',
};

/** A year of the week masks: 63 weeks. */
const MAX_YEAR_DAYS = 63 * 7;
/** Remembered of one file. */
const MAX_MASKS = 10_000;
const MAX_TURNS = 1_000;
type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Everything gathered while the elements go by; paths are those below the root. */
export class EdtReader {
  readonly #findings: FindingLog;
  /** For whatever stays when the document has gone by. */
  readonly #keep = keeper();
  readonly #masks = new Map<string, bigint>();
  /** Days on which somebody enters or leaves, as they are written. */
  readonly #turns = new Map<string, Day>();
  readonly #strangers: Strangers;
  readonly #seen = new Map<string, Set<string>>();
  readonly #subjects: Mutable<RawExport['subjects'][number]>[] = [];
  readonly #teachers: RawPerson[] = [];
  readonly #students: RawStudent[] = [];
  readonly #divisions: (Mutable<RawExport['divisions'][number]> & { establishment?: string })[] = [];
  readonly #groups: Mutable<RawExport['groups'][number]>[] = [];
  readonly #rooms: Mutable<RawExport['rooms'][number]>[] = [];
  readonly #courses: RawCourse[] = [];
  readonly #slots: Slot[] = [];
  readonly #weekdays: number[] = [];
  readonly #establishments = new Map<string, SchoolNamed>();
  #version = '';
  #uai = '';
  #year: SchoolYear | null = null;
  #saidYear: { readonly from: string; readonly to: string } | null = null;
  #sessions = 0;
  #slotMinutes: number | null = null;
  #student: Mutable<RawStudent> | null = null;
  #course: { -readonly [K in keyof RawCourse]: RawCourse[K] } | null = null;
  #resources: RawResource[] = [];
  #attached: { readonly ident: string; readonly weeks: bigint }[] = [];

  constructor(findings: FindingLog) {
    this.#findings = findings;
    this.#strangers = createStrangers(findings);
  }

  root(attributes: Attributes): undefined {
    this.#strangers.meet('', attributes);
    this.#version = tidy(attributes.version ?? '');
    this.#uai = tidy(attributes.uai ?? '').toUpperCase();
  }

  open(path: string, at: Attributes): void {
    if (!this.#strangers.meet(path, at)) return;
    // Own names only: an element may be called `constructor`.
    const kind = Object.hasOwn(RESOURCES, path) ? RESOURCES[path] : undefined;
    if (kind) {
      this.#resource(kind, at);
      return;
    }
    const handler = Object.hasOwn(this.#handlers, path) ? this.#handlers[path] : undefined;
    handler?.(at);
  }

  text(path: string, text: string): void {
    if (path !== 'GrilleHoraire/JoursOuvres/Jour') return;
    const weekday = this.#number(text);
    if (weekday !== null && weekday >= 1 && weekday <= 7) this.#weekdays.push(weekday);
    else this.#note('bad-number', 'warning', `Jour ${text.slice(0, 20)}`);
  }

  close(path: string): void {
    if (path === 'Cours/Cours' && this.#course) {
      const students = this.#attached;
      const course = this.#course;
      course.resources = this.#resources;
      if (students.length > 0) course.students = students;
      this.#courses.push(course);
      this.#countSessions([...this.#resources, ...students]);
      this.#course = null;
      this.#resources = [];
      this.#attached = [];
    } else if (path === 'Eleves/Eleve') this.#student = null;
  }

  result(): Outcome<RawExport> {
    this.#strangers.tell();
    const schools = [...this.#establishments.values()];
    const uai = this.#uai || schools[0]?.uai || '';
    if (!this.#slotMinutes || this.#slots.length === 0) return stop('no-grid');
    if (!this.#saidYear) return stop('no-school-year');
    const { from, to } = this.#saidYear;
    if (!this.#year) return stop('bad-school-year', { from, to });
    if (this.#courses.length === 0) return stop('no-course');
    if (!/^\d{7}[A-Z]$/.test(uai)) return stop('no-uai', { uai: uai.slice(0, 20) });
    if (![this.#subjects, this.#divisions, this.#groups, this.#teachers].some((list) => list.length > 0))
      this.#note('only-courses', 'warning', `${this.#courses.length} cours`);
    const grid: Grid = {
      slotMinutes: this.#slotMinutes,
      slots: this.#slots,
      weekdays: this.#weekdays.length > 0 ? this.#weekdays : [1, 2, 3, 4, 5],
    };
    return {
      origin: { format: 'EDT', formatVersion: this.#version || '?', uai },
      ...(schools.length > 0 ? { schools } : {}),
      schoolYear: this.#year,
      grid,
      subjects: this.#subjects,
      teachers: this.#teachers,
      students: this.#students,
      divisions: this.#divisions.map(({ establishment, ...division }) => {
        if (establishment === undefined) return division;
        const own = this.#establishments.get(establishment);
        if (own) return { ...division, uai: own.uai };
        this.#note('dangling-reference', 'warning', `Classe ${division.name} → Etablissement ${establishment}`);
        return division;
      }),
      groups: this.#groups,
      rooms: this.#rooms,
      courses: this.#courses,
    };
  }

  readonly #handlers: Readonly<Record<string, (at: Attributes) => void>> = {
    AnneeScolaire: (at) => {
      const firstDay = this.#day(at.datedebut);
      const lastDay = this.#day(at.datefin);
      const week1 = this.#day(at.datepremierjoursemaine1);
      this.#saidYear = { from: (at.datedebut ?? '?').slice(0, 30), to: (at.datefin ?? '?').slice(0, 30) };
      if (!firstDay || !lastDay || !week1 || firstDay >= lastDay) return;
      const isPossible =
        daysBetween(firstDay, lastDay) < MAX_YEAR_DAYS && Math.abs(daysBetween(firstDay, week1)) < MAX_YEAR_DAYS;
      if (isPossible) this.#year = { firstDay, lastDay, week1Monday: week1 };
    },
    GrilleHoraire: (at) => {
      const minutes = this.#number(at.dureeplace);
      if (minutes !== null && minutes > 0 && minutes <= 600) this.#slotMinutes = minutes;
    },
    'GrilleHoraire/PlacesParJour/Place': (at) => {
      const number = this.#number(at.numero);
      const startTime = this.#time(at.libelleheuredebut);
      const endTime = this.#time(at.libelleheurefin);
      if (number !== null && startTime && endTime) this.#slots.push({ number, startTime, endTime });
      else this.#note('bad-number', 'warning', `Place ${at.numero?.slice(0, 30) ?? ''}`);
    },
    'Etablissements/Etablissement': (at) => {
      const uai = tidy(at.numero ?? '').toUpperCase();
      const ident = this.#define('Etablissement', at);
      if (ident !== null && uai !== '')
        this.#establishments.set(ident, { uai: uai.slice(0, 20), name: this.#name(at.nom) });
    },
    'Matieres/Matiere': (at) => {
      const ident = this.#define('Matiere', at);
      if (ident === null) return;
      const code = this.#name(at.code);
      const label = this.#name(at.libelle ?? at.code);
      if (code === '') this.#note('subject-without-code', 'info', label || ident);
      this.#subjects.push({ ident, code, label });
    },
    'Professeurs/Professeur': (at) => {
      const person = this.#person('Professeur', at);
      if (person) this.#teachers.push(person);
    },
    'Classes/Classe': (at) => {
      const ident = this.#define('Classe', at);
      this.#divisions.push({ ident: ident ?? '', name: this.#name(at.nom), parts: [] });
    },
    'Classes/Classe/PartieDeClasse': (at) => {
      const ident = this.#define('PartieDeClasse', at);
      if (ident !== null) this.#divisions.at(-1)?.parts.push(ident);
    },
    'Classes/Classe/Etablissement': (at) => {
      const division = this.#divisions.at(-1);
      if (division && at.ident) division.establishment = this.#keep(at.ident);
    },
    'Groupes/Groupe': (at) => {
      const ident = this.#define('Groupe', at);
      this.#groups.push({ ident: ident ?? '', name: this.#name(at.nom), divisions: [], parts: [], students: [] });
    },
    'Groupes/Groupe/Classe': (at) => this.#groups.at(-1)?.divisions.push(this.#keep(at.ident ?? '')),
    'Groupes/Groupe/PartieDeClasse': (at) => this.#groups.at(-1)?.parts.push(this.#keep(at.ident ?? '')),
    'Groupes/Groupe/Groupe': (at) =>
      this.#note('group-in-group', 'warning', `${this.#groups.at(-1)?.name ?? ''} → ${at.ident ?? ''}`),
    'Groupes/Groupe/Eleve': (at) => this.#groups.at(-1)?.students.push(this.#link(at)),
    'Salles/Salle': (at) => {
      const ident = this.#define('Salle', at);
      if (ident !== null) this.#rooms.push({ ident, name: this.#name(at.nom) });
    },
    'Eleves/Eleve': (at) => {
      this.#student = null;
      const person = this.#person('Eleve', at);
      if (!person) return;
      // Named one by one: a copy of all fields has a shape of its own in memory.
      const { ident, lastName, firstName, birthDate, ids } = person;
      this.#student = { ident, lastName, firstName, birthDate, ids, divisions: [], parts: [] };
      this.#students.push(this.#student);
    },
    'Eleves/Eleve/Classe': (at) => this.#student?.divisions.push(this.#link(at)),
    'Eleves/Eleve/PartieDeClasse': (at) => this.#student?.parts.push(this.#link(at)),
    'Cours/Cours': (at) => {
      const cancelled = at.semainesannulation === undefined ? 0n : parseWeekMask(at.semainesannulation);
      if (cancelled === null) this.#note('week-mask-invalid', 'warning', `SemainesAnnulation ${at.semainesannulation}`);
      this.#course = {
        ordinal: this.#courses.length + 1,
        weekday: this.#place(at.jour),
        firstSlot: this.#place(at.numeroplacedebut),
        slotCount: this.#place(at.nombreplaces),
        subject: null,
        resources: [],
        cancelledWeeks: cancelled ?? 0n,
      };
    },
    'Cours/Cours/Matiere': (at) => {
      if (this.#course && at.ident) this.#course.subject = this.#keep(at.ident);
    },
    'Cours/Cours/Eleve': (at) => {
      const found = this.#weeksOf(at.ident, at.semainesinclusion);
      if (found) this.#attached.push(found);
    },
  };

  #resource(kind: ResourceKind, at: Attributes): void {
    const found = this.#weeksOf(at.ident, at.semaines);
    if (found) this.#resources.push({ kind, ...found });
  }

  /** Who or what takes part in the course, and when; null for an unreadable mask, which is reported. */
  #weeksOf(
    ident: string | undefined,
    mask: string | undefined,
  ): { readonly ident: string; readonly weeks: bigint } | null {
    if (!this.#course) return null;
    const weeks = mask === undefined ? 0n : this.#mask(mask);
    if (weeks !== null && ident) return { ident: this.#keep(ident), weeks };
    this.#note('week-mask-invalid', 'warning', `Cours ${this.#course.ordinal} : ${mask?.slice(0, 30) ?? ''}`);
    return null;
  }

  /** A school has few week masks, and names them again and again. */
  #mask(text: string): bigint | null {
    const known = this.#masks.get(text);
    if (known !== undefined) return known;
    const mask = parseWeekMask(text);
    if (mask !== null && this.#masks.size < MAX_MASKS) this.#masks.set(this.#keep(text), mask);
    return mask;
  }

  #person(kind: string, at: Attributes): RawPerson | null {
    const ident = this.#define(kind, at);
    if (ident === null) return null;
    const ids: { -readonly [K in keyof PersonIds]: PersonIds[K] } = {};
    const [sts, ine, eleve, idpn] = [at.idsts, at.numeronational, at.idsconet, at.idpn].map((id) => this.#name(id));
    if (sts) ids.sts = sts;
    if (ine) ids.ine = ine;
    if (eleve) ids.eleve = eleve;
    if (idpn) ids.idpn = idpn;
    const birth = tidy(at.datenaissance ?? '');
    const birthDate = birth === '' ? null : this.#day(birth);
    if (birth !== '' && !birthDate) this.#note('bad-date', 'warning', `${kind} ${ident} : ${birth.slice(0, 30)}`);
    return { ident, lastName: this.#name(at.nom), firstName: this.#name(at.prenom), birthDate, ids };
  }

  #name(text: string | undefined): string {
    return this.#keep(nameIn(text ?? '', this.#findings));
  }

  #link(at: Attributes): RawLink {
    const day = (text: string | undefined): Day | null => {
      // Thousands of pupils come and leave on the same few days.
      const known = this.#turns.get(text ?? '');
      if (known !== undefined) return known;
      const found = this.#day(text);
      if (text && !found) this.#note('bad-date', 'warning', text.slice(0, 30));
      if (text && found && this.#turns.size < MAX_TURNS) this.#turns.set(this.#keep(text), found);
      return found;
    };
    return { ident: this.#keep(at.ident ?? ''), from: day(at.dateentree), to: day(at.datesortie) };
  }

  /** The ident of a definition; null for a missing or repeated one, which is reported. */
  #define(kind: string, at: Attributes): string | null {
    const ident = this.#keep(tidy(at.ident ?? ''));
    let known = this.#seen.get(kind);
    if (!known) {
      known = new Set();
      this.#seen.set(kind, known);
    }
    if (ident === '' || known.has(ident)) {
      this.#note(ident === '' ? 'missing-ident' : 'duplicate-ident', 'warning', `${kind} ${ident}`);
      return null;
    }
    known.add(ident);
    return ident;
  }

  #number(text: string | undefined): number | null {
    return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
  }

  /** A number of a course's place; -1, which is in no grid, for one that cannot be, which is reported. */
  #place(text: string | undefined): number {
    const number = this.#number(text);
    if (number === null && text !== undefined) {
      this.#note('bad-number', 'warning', `Cours ${this.#courses.length + 1} : ${text.slice(0, 30)}`);
    }
    return number ?? -1;
  }

  #countSessions(resources: readonly Pick<RawResource, 'weeks'>[]): void {
    let mask = 0n;
    for (const { weeks } of resources) mask |= weeks;
    this.#sessions += weeksOf(mask).length;
    if (this.#sessions > MAX_SESSIONS) throw new Stopped(stop('too-many-sessions', { sessions: MAX_SESSIONS }));
  }

  #day(text: string | undefined): Day | null {
    const day = /^\s*(\d{4}-\d{2}-\d{2})/.exec(text ?? '')?.[1];
    return day !== undefined && isDay(day) ? this.#keep(day) : null;
  }

  #time(text: string | undefined): string | null {
    return /^\s*((?:[01]\d|2[0-3]):[0-5]\d)(?::\d{2}|\s*$)/.exec(text ?? '')?.[1] ?? null;
  }

  #note(code: string, severity: Severity, about: string): void {
    this.#findings.add({ code, severity, about: about.slice(0, 200) });
  }
}
