/** The stored timetable of one school year, as far as a run's scope reaches: what a file is compared with. */

import type { ClosurePeriod, Course, Division, Group, Membership, StoredYear, Subject } from '../model/timetable.ts';
import type { TeachingService } from './derive.ts';

/** A row that stands once for each establishment that shares it. */
export interface Placed {
  readonly establishment: number;
}

export interface StoredMembership extends Membership {
  readonly id: string;
  readonly studentName: string;
  readonly directoryId: string | null;
}

export interface StoredCourse {
  readonly id: string;
  readonly digest: string;
  readonly content: Course;
}

/** What ministry files say of an establishment in that year, read with its directory; null: none of them says it. */
export interface OfficialSchool extends Placed {
  readonly closures: readonly Pick<ClosurePeriod, 'firstDay' | 'lastDay'>[] | null;
  readonly services:
    | readonly {
        readonly audience: 'division' | 'group';
        readonly name: string;
        /** All that the file calls the subject. */
        readonly subject: readonly string[];
      }[]
    | null;
}

/** Everything but the sessions, which are read by column. All empty before the first import of a year. */
export interface StoredTimetable {
  /** Grows with each applied import of the site. */
  readonly version: number;
  /** Null until a first manual import opened this year. */
  readonly year: StoredYear | null;
  readonly subjects: readonly (Subject & Placed)[];
  readonly divisions: readonly (Division & { readonly directoryId: string | null })[];
  readonly groups: readonly (Group & { readonly directoryId: string | null })[];
  /** Null: those that the file makes, row by row. */
  readonly memberships: readonly StoredMembership[] | null;
  readonly services: readonly TeachingService[];
  readonly closures: readonly (ClosurePeriod & Placed)[];
  readonly courses: readonly StoredCourse[];
  readonly official: readonly OfficialSchool[];
}
