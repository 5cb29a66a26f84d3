/** The reader of exports, and all that is computed of what it read: a value or a Stop in French words, nothing else. */
import { readExport } from '../../src/adapters/formats/recognise.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import type { SiteReader } from '../../src/domain/ports.ts';
import { compare, validate } from '../../src/pipeline/evaluate.ts';
import { sourceOf } from '../support/source.ts';
import type { Area } from './area.ts';
import { drawExport, GOOD_EXPORT } from './edt-cases.ts';
import { SMALL_SCHOOL, siteAfter, TAKEN_IN_AT, TOOLS } from './site-in-memory.ts';
import { mustBeGoodFindings, mustBeGoodStop, mustBeStorable } from './storable.ts';

/** The area; its site has the good export stored. */
export async function edtArea(): Promise<Area<Buffer>> {
  const reader = await siteAfter(SMALL_SCHOOL, GOOD_EXPORT);
  return { name: 'edt', draw: drawExport, judge: (bytes) => judgeExport(bytes, reader), show: (bytes) => bytes };
}

/** Reads, checks and compares one file as a run does. The word is the reason of its refusal, or what came of it. */
export async function judgeExport(bytes: Buffer, reader: SiteReader): Promise<string> {
  const findings = new FindingLog();
  const asked = { folder: null, trigger: 'automatic' } as const;
  const valid = await validate(sourceOf(bytes), asked, reader, { ...TOOLS, readExport }, findings, (origin) =>
    mustBeStorable(origin, 'the origin'),
  );
  mustBeGoodFindings(findings);
  if (isStop(valid)) {
    mustBeGoodStop(valid);
    return valid.reason;
  }
  const { plan, verdicts, evaluation } = await compare(valid, '1', TAKEN_IN_AT, reader, TOOLS, findings);
  mustBeGoodFindings(findings);
  mustBeStorable({ ...plan.changes, stored: null }, 'the changes');
  mustBeStorable(plan.file, 'a session');
  mustBeStorable(evaluation, 'the evaluation');
  for (let index = 0; index < plan.file.length; index++) {
    if (!((plan.file.startsAt[index] ?? 0) < (plan.file.endsAt[index] ?? 0)))
      throw new Error(`session ${index} ends before it begins`);
  }
  const isHeld = verdicts.some((verdict) => verdict.exceeded && verdict.blocking);
  const warned = findings
    .groups()
    .some((group) => group.severity === 'warning' && !/^unmatched|^ambiguous/.test(group.code));
  return `${isHeld ? 'held' : 'accepted'}${warned ? ', with warnings' : ''}`;
}
