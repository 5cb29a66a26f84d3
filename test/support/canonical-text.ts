/** The canonical text of a timetable in one piece, as tests compare it. */
import { canonicalPieces } from '../../src/domain/diff/canonical.ts';
import type { Timetable } from '../../src/domain/model/timetable.ts';
import { hash } from '../../src/evaluation-tools.ts';

export function canonicalText(timetable: Timetable): string {
  return [...canonicalPieces(timetable, hash)].join('');
}
