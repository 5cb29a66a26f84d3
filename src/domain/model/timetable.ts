/** A timetable: first as a file says it (RawExport, by the file's own numbers), then by natural keys (Timetable). */

import type { Day, WallTime } from './calendar.ts';
import type { PersonIds } from './identity.ts';

/** What a file says about itself. `product` only where the file states one. */
export interface Origin {
  readonly format: string;
  readonly formatVersion: string;
  readonly product?: string;
  readonly productVersion?: string;
  /** Empty where the format has no place for it: whose file it is then comes from its URL or its site. */
  readonly uai: string;
  readonly exportedAt?: string;
}

/**
 * Bounds of the school year and the Monday that starts week 1: in a RawExport the file's (bit 1 of its masks), in a
 * Timetable the `baseMonday` of the year.
 */
export interface SchoolYear {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly week1Monday: Day;
}

/** A school year as a site has it open. */
export interface StoredYear {
  readonly startYear: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
}

/** One slot of the day grid; the first `number` is 0. */
export interface Slot {
  readonly number: number;
  readonly startTime: WallTime;
  readonly endTime: WallTime;
}

/** Day grid, the same for all days. */
export interface Grid {
  /** Length of every slot; null where slots are no more than the stretches between the times that courses have. */
  readonly slotMinutes: number | null;
  readonly slots: readonly Slot[];
  /** Open weekdays, 1 = Monday. */
  readonly weekdays: readonly number[];
}

export interface RawPerson {
  readonly ident: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly ids: PersonIds;
}

/** A dated link of a student to a division or part, by the file's numbers; null dates mean the bounds of the year. */
export interface RawLink {
  readonly ident: string;
  readonly from: Day | null;
  readonly to: Day | null;
}

export interface RawStudent extends RawPerson {
  readonly divisions: readonly RawLink[];
  readonly parts: readonly RawLink[];
}

export type ResourceKind = 'teacher' | 'division' | 'part' | 'group' | 'room';

/** A resource of a course, with the weeks it takes part in. */
export interface RawResource {
  readonly kind: ResourceKind;
  readonly ident: string;
  readonly weeks: bigint;
}

/** A school as a file names it, where it names several. */
export interface SchoolNamed {
  readonly uai: string;
  readonly name: string;
}

export interface RawCourse {
  /** Ordinal in the file, from 1, for messages only. */
  readonly ordinal: number;
  readonly weekday: number;
  readonly firstSlot: number;
  readonly slotCount: number;
  readonly subject: string | null;
  readonly resources: readonly RawResource[];
  /** Single students, by ident, beside the classes and groups of the course or in place of any. */
  readonly students?: readonly { readonly ident: string; readonly weeks: bigint }[];
  readonly cancelledWeeks: bigint;
}

/** A file as read: idents are unique only inside their own kind. */
export interface RawExport {
  readonly origin: Origin;
  /** All schools that the file says it covers (EDT 2.0); absent where it speaks of one only. */
  readonly schools?: readonly SchoolNamed[];
  readonly schoolYear: SchoolYear;
  readonly grid: Grid;
  readonly subjects: readonly { readonly ident: string; readonly code: string; readonly label: string }[];
  readonly teachers: readonly RawPerson[];
  readonly students: readonly RawStudent[];
  readonly divisions: readonly {
    readonly ident: string;
    readonly name: string;
    readonly parts: readonly string[];
    /** UAI of its establishment, where the file says it (EDT 2.0). */
    readonly uai?: string;
  }[];
  readonly groups: readonly {
    readonly ident: string;
    readonly name: string;
    /** Divisions that it holds whole. */
    readonly divisions: readonly string[];
    /** Divisions of which it holds some students, where the file does not say which part. */
    readonly someOf?: readonly string[];
    readonly parts: readonly string[];
    readonly students: readonly RawLink[];
    /** Made of the single students of a course (`course-groups.ts`): in no directory, and no audience beside another. */
    readonly isOfCourse?: boolean;
  }[];
  readonly rooms: readonly { readonly ident: string; readonly name: string }[];
  /** Where the file says them; absent: they are derived from its sessions. */
  readonly closures?: readonly ClosurePeriod[];
  readonly courses: readonly RawCourse[];
}

export interface Subject {
  readonly key: string;
  readonly code: string;
  readonly label: string;
}

/** A teacher or a student of the file. */
export interface Person {
  readonly key: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly birthDate: Day | null;
  readonly ids: PersonIds;
}

/** A division or a group; `key` is its normalised name within the establishment. */
export interface Division {
  readonly key: string;
  readonly name: string;
  readonly establishment: number;
}

export interface Group extends Division {
  /** Keys of the divisions whose students, or some of them, it holds. */
  readonly divisionKeys: readonly string[];
  /** The single students of one course: no directory has such a group. */
  readonly isOfCourse?: boolean;
}

/** A part of a division that a course names directly. */
export interface Part {
  readonly key: string;
  readonly divisionKey: string;
}

/** The resources of a course in some of its weeks; a course has one variant unless resources change by week. */
export interface CourseVariant {
  readonly weeks: readonly number[];
  readonly divisionKeys: readonly string[];
  readonly groupKeys: readonly string[];
  readonly partKeys: readonly string[];
  /** Groups of single students who join this audience: they do not make it another one. Absent: none. */
  readonly guestKeys?: readonly string[];
  readonly teacherKeys: readonly string[];
  readonly rooms: readonly string[];
}

/** A weekly activity. All lists are sorted; weeks are those with a date inside the file's school year. */
export interface Course {
  readonly establishment: number;
  readonly subjectKey: string | null;
  readonly weekday: number;
  readonly startTime: WallTime;
  readonly endTime: WallTime;
  /** Key of the whole audience over all weeks; empty when the course has none. */
  readonly audienceKey: string;
  readonly variants: readonly CourseVariant[];
  readonly cancelledWeeks: readonly number[];
}

/** A student in a group or a division from one day to another, both included. */
export interface Membership {
  readonly studentKey: string;
  readonly kind: 'group' | 'division';
  readonly audienceKey: string;
  readonly from: Day;
  readonly to: Day;
}

/** Days without lessons, both included. `derived` from the sessions, or `read` from a file or a directory. */
export interface ClosurePeriod {
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly source: 'derived' | 'read';
}

/** What was counted in the file itself, before anything was merged or left out. */
export interface ReadCounts {
  readonly subjects: number;
  readonly teachers: number;
  readonly students: number;
  readonly divisions: number;
  readonly parts: number;
  readonly groups: number;
  readonly rooms: number;
  readonly courses: number;
  readonly coursesWithoutSessions: number;
}

/** A file by natural keys: nothing in it depends on the order or the numbers of the export. */
export interface Timetable {
  readonly origin: Origin;
  readonly schoolYear: SchoolYear;
  readonly grid: Grid;
  /** Establishments the file covers, ascending (RULES.md 2.2). */
  readonly scope: readonly number[];
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly teachers: ReadonlyMap<string, Person>;
  readonly students: ReadonlyMap<string, Person>;
  readonly divisions: ReadonlyMap<string, Division>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly parts: ReadonlyMap<string, Part>;
  readonly courses: readonly Course[];
  readonly memberships: readonly Membership[];
  /** Of the school year, where the file says them. */
  readonly closures?: readonly ClosurePeriod[];
  readonly counts: ReadCounts;
  /** Courses whose resources have any week at all: the base of `courses-cancelled`. */
  readonly coursesWithMask: number;
  /** Sessions that a mask means outside the file's own school year: counted by `closure-coherence`, never generated. */
  readonly sessionsOutsideYear: number;
}
