/** Schemas of a run and of its report, for the OpenAPI description. */

import { RUN_STATUSES } from '../../../domain/model/run-filter.ts';
import { DIRECTORY_STEPS, STEPS } from '../../../domain/model/step.ts';
import { count, listOf, moment, object, orNull, ref, text } from './schema.ts';

const actor = (description: string): object => ({
  ...text,
  description: `${description}: \`manager:12\`, \`operator:4\`, \`token:3\`, \`command\``,
});
const name = { ...text, description: 'While the person is known' };
const status = { enum: RUN_STATUSES };
const kind = { enum: ['timetable', 'directory'] };
const trigger = { enum: ['automatic', 'manual'] };
const counted = { type: 'object', additionalProperties: count };
const replayOf = { ...text, description: 'The run whose file is imported anew' };
const asked = { askedBy: actor('Who asked for an import by hand or a replay'), askedByName: name };
const sentences = { title: text, cause: text, remedy: text };

export const runSchemas: Record<string, object> = {
  Run: object(
    {
      id: text,
      site: count,
      kind,
      status,
      trigger,
      establishment: orNull(count),
      filename: text,
      archivedAs: orNull(text),
      sha256: text,
      size: count,
      account: { ...text, description: 'Login that deposited the file; absent of replays and imports by hand' },
      replayOf,
      ...asked,
      receivedAt: moment,
      takenInAt: orNull(moment),
      endedAt: orNull(moment),
      reason: orNull(text),
      sameAs: { ...text, description: 'The run that an earlier decision on the same content is about' },
      decidedBy: actor('Who rejected, undid or cancelled this run, or the one that it is the same as'),
      decidedByName: name,
      decidedWhy: { ...text, description: 'In the words of who decided' },
      decidedAt: { ...moment, description: 'When the run that it is the same as was decided about' },
      queuePosition: count,
      waitsFor: {
        ...object({ file: text, until: moment }),
        description: 'The other file of a timetable of two (STS) that the run waits for, and until when',
      },
      steps: listOf({ type: 'object' }),
      actions: listOf({ enum: ['approve', 'reject', 'cancel', 'replay', 'undo'] }),
    },
    [
      ...['account', 'replayOf', 'askedBy', 'askedByName', 'queuePosition', 'waitsFor'],
      ...['sameAs', 'decidedBy', 'decidedByName', 'decidedWhy', 'decidedAt'],
    ],
  ),
  Report: object(
    {
      run: object(
        {
          id: orNull({ ...text, description: 'Null: a check, which is no run' }),
          site: count,
          kind,
          establishment: orNull(count),
          trigger,
          status,
          takenInAt: orNull(moment),
          receivedAt: moment,
          endedAt: orNull(moment),
          reason: text,
          ...sentences,
          replayOf,
          ...asked,
          approvedBy: actor('Who approved a held run'),
          approvedByName: name,
          approvedWhy: { ...text, description: 'In the words of who approved' },
          forgotten: {
            type: 'boolean',
            description: 'True once the body of the report is not kept any more: its numbers are missing, not nil',
          },
        },
        [
          ...['reason', 'title', 'cause', 'remedy', 'replayOf', 'askedBy', 'askedByName'],
          ...['approvedBy', 'approvedByName', 'approvedWhy', 'forgotten'],
        ],
      ),
      source: object(
        {
          filename: text,
          archivedAs: orNull(text),
          size: count,
          sha256: text,
          format: orNull(text),
          formatVersion: orNull(text),
          product: text,
          productVersion: text,
          uai: orNull(text),
          exportedAt: text,
        },
        ['product', 'productVersion', 'exportedAt'],
      ),
      steps: listOf(
        object(
          {
            step: { enum: [...new Set([...STEPS, ...DIRECTORY_STEPS])] },
            status: { enum: ['valid', 'interrupted', 'skipped'] },
            startedAt: moment,
            endedAt: moment,
            code: text,
            ...sentences,
          },
          ['code', 'title', 'cause', 'remedy'],
        ),
      ),
      read: counted,
      matching: { type: 'object', additionalProperties: counted },
      changes: { type: 'object', additionalProperties: counted },
      controls: listOf(
        object(
          {
            code: text,
            count: orNull(count),
            base: orNull(count),
            value: orNull({ type: 'number' }),
            limit: { type: 'number' },
            floor: count,
            blocking: { type: 'boolean' },
            exceeded: { type: 'boolean' },
          },
          ['floor'],
        ),
      ),
      findings: listOf(
        object({
          code: text,
          severity: { enum: ['error', 'warning', 'info'] },
          count,
          items: listOf({ type: 'object' }),
          ...sentences,
        }),
      ),
      weeks: listOf(object({ monday: { ...text, format: 'date' }, planned: count, cancelled: count })),
      directory: ref('DirectoryFindings'),
    },
    ['directory'],
  ),
};
