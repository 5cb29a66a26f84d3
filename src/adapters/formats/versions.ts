/** Versions of formats: a file of one that nobody here knows is read as far as it goes, and the report says so. */

import type { FindingLog } from '../../domain/model/finding.ts';
import type { Origin } from '../../domain/model/timetable.ts';
import { compareVersions } from '../../domain/validate/origin.ts';

/** Tells of a version that is none of these, where `3` is every 3.x. A file that says no number has none. */
export function tellVersion(
  { format, formatVersion: version }: Origin,
  known: readonly string[],
  findings: FindingLog,
): void {
  const sides = known.map((one) => compareVersions(version.split('.', one.split('.').length).join('.'), one));
  if (!/\d/.test(version) || sides.includes(0)) return;
  const isNewer = sides.every((side) => side > 0);
  findings.add({
    code: 'format-version-unknown',
    severity: 'warning',
    about: `${format} ${version}`,
    values: { format, version, known: known.join(', '), ...(isNewer ? { variant: 'newer' } : {}) },
  });
}
