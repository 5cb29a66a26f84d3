/** Rows of the files of a run: changed sessions one by one, and anomalies. */

import type { ImportReport } from '../../../../domain/report/report.ts';
import type { LessonSide, SessionLine } from '../../../../domain/report/session-lines.ts';
import type { Cell } from '../../csv.ts';
import type { Reader } from '../../reader.ts';
import { sessionWords } from '../../words/sessions.ts';

/** A row for each session, in the order of the lines. */
export function* sessionCsv({ language }: Reader, lines: readonly SessionLine[]): Generator<readonly Cell[]> {
  const list = (names: readonly string[] | undefined): string => (names ?? []).join(', ');
  const teachers = (side: LessonSide | null): string => list(side?.teachers.map(({ name }) => name));
  for (const { kind, before, after, dates } of lines) {
    const side = after ?? before;
    for (const { day, to } of dates) {
      yield [
        sessionWords[language].one[kind],
        side?.subject.label ?? '',
        list(side?.divisions),
        list(side?.groups),
        ...(before ? [day, before.time.from, before.time.to] : ['', '', '']),
        ...(after ? [to ?? day, after.time.from, after.time.to] : ['', '', '']),
        teachers(before),
        teachers(after),
        list(before?.rooms),
        list(after?.rooms),
      ];
    }
  }
}

/** A row for each anomaly that the report lists; those it only counts are in the number. */
export function* findingCsv(reader: Reader, { findings }: Pick<ImportReport, 'findings'>): Generator<readonly Cell[]> {
  for (const { code, severity, title, count, cause, remedy, items } of findings) {
    const said = (about = '', where = ''): readonly Cell[] => [
      code,
      reader.vocabulary.severity[severity],
      title,
      count,
      about,
      where,
      cause,
      remedy,
    ];
    if (items.length === 0) yield said();
    for (const { about, where } of items) yield said(about, where);
  }
}
