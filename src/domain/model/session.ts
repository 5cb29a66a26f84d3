/** Dated sessions, held in columns: a year of a large lycée is 90,000 of them. */

/** What a session says apart from when it takes place; many sessions share one. */
export interface SessionContent {
  readonly establishment: number;
  /** Establishment, subject and audience, hashed: with the start it is the session key (RULES.md 3.5). */
  readonly series: string;
  /** Hash of everything below: equal digests, equal contents. */
  readonly digest: string;
  readonly subjectCode: string;
  readonly subjectLabel: string;
  readonly divisions: readonly string[];
  readonly groups: readonly string[];
  readonly teachers: readonly SessionTeacher[];
  readonly rooms: readonly string[];
}

/** What is taught, to whom, by whom and where. */
export interface LessonWords {
  readonly subject: { readonly code: string; readonly label: string };
  readonly divisions: readonly string[];
  readonly groups: readonly string[];
  readonly teachers: readonly SessionTeacher[];
  readonly rooms: readonly string[];
}

export interface SessionTeacher {
  readonly name: string;
  readonly directoryId: string | null;
}

/** Sessions by column. Moments are milliseconds since the epoch; `content` indexes the contents they came with. */
export interface SessionColumns {
  readonly length: number;
  readonly startsAt: Float64Array;
  readonly endsAt: Float64Array;
  readonly content: Int32Array;
  /** 1 = cancelled. */
  readonly cancelled: Uint8Array;
}

/** Stored sessions: their ids too, as numbers (they stay below 2^53). */
export interface StoredSessions extends SessionColumns {
  readonly ids: Float64Array;
  readonly contents: readonly SessionContent[];
}

/** All that the sessions of one series are, as one digest. */
export interface SeriesDigest {
  readonly establishment: number;
  readonly digest: string;
}

/** Digests by series, of what is stored: from a moment on, its sessions are those the digest was made of. */
export interface StoredSeries {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly digests: ReadonlyMap<string, string>;
}
