/** How the API describes the timetable: sessions, groups, weeks, and what runs changed. */

import { CHANGE_PARTS } from '../../../domain/report/changes.ts';
import { count, listOf, moment, object, orNull, ref, text } from './schema.ts';

const sessionFacts = {
  establishment: count,
  subject: object({ code: text, label: text }),
  divisions: listOf(text),
  groups: listOf(text),
  teachers: listOf(object({ name: text, directoryId: orNull(text) })),
  rooms: listOf(text),
  status: { enum: ['planned', 'cancelled'] },
};
const notedHow = {
  enum: ['noted', 'first', 'forgotten', 'none'],
  description:
    '`first`: a first import, whose sessions are what is stored; `forgotten`: too long ago; `none`: no changes',
};

export const timetableSchemas: Record<string, object> = {
  Session: object({ id: text, startsAt: moment, endsAt: moment, ...sessionFacts }),
  WeekSession: object({ id: orNull(text), day: text, from: text, to: text, ...sessionFacts }),
  Week: object({
    monday: text,
    sessions: listOf(ref('WeekSession')),
    closures: listOf({ type: 'object' }),
    year: orNull({ type: 'object' }),
  }),
  WeekChange: object({
    monday: text,
    run: text,
    noted: notedHow,
    wouldBe: {
      type: 'boolean',
      description: 'True: `before` is what is stored, `after` what approving would make of it',
    },
    later: listOf({ ...text, description: 'A later run that changed the week again: taken back in `after`' }),
    before: listOf(ref('WeekSession')),
    after: listOf(ref('WeekSession')),
    differences: listOf({ type: 'object' }),
    closures: listOf({ type: 'object' }),
    weeks: listOf(object({ monday: text, changes: count })),
  }),
  Changes: object({
    run: text,
    wouldBe: { type: 'boolean' },
    structures: notedHow,
    sessions: notedHow,
    parts: object(Object.fromEntries(CHANGE_PARTS.map((part) => [part, ref('ChangeLines')]))),
    sessionKinds: { type: 'object', additionalProperties: count, description: 'Sessions by what happens to them' },
    weeks: listOf(object({ monday: text, changes: count })),
    divisions: listOf(object({ name: text, establishment: count, changes: count })),
  }),
  ChangeLines: object({ items: listOf({ type: 'object' }), total: count, nextCursor: text }, ['nextCursor']),
  Group: object({
    name: text,
    establishment: count,
    divisions: listOf(text),
    members: listOf(object({ studentId: orNull(text), name: text, from: text, to: text })),
  }),
};
