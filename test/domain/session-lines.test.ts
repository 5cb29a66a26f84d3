/** Changed sessions summed up by weekly lesson, and what moved told from what came and went. */
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/domain/report/lesson-moves.ts';
import { type SlotChange, sessionLines } from '../../src/domain/report/session-lines.ts';

const maths: Lesson = {
  series: 'maths 6A',
  subject: { code: 'MATHS', label: 'MATHÉMATIQUES' },
  divisions: ['6A'],
  groups: [],
  teachers: [{ name: 'MARTIN Ève', directoryId: 'T1' }],
  rooms: ['B12'],
};
const [monday, tuesday, nextMonday, nextTuesday] = ['2026-11-23', '2026-11-24', '2026-11-30', '2026-12-01'];
const slot = (
  days: readonly string[],
  from: string,
  before: Partial<Lesson> | null,
  after: Partial<Lesson> | null,
  more: { readonly to?: string; readonly cancelled?: boolean } = {},
): SlotChange => {
  const to = more.to ?? `${from.slice(0, 3)}55`;
  const side = (own: Partial<Lesson> | null, cancelled: boolean) =>
    own && { lesson: { ...maths, ...own }, to, cancelled };
  return { establishment: 1, days, from, before: side(before, false), after: side(after, more.cancelled ?? false) };
};
const told = (slots: readonly SlotChange[]) =>
  sessionLines(slots).map(({ kind, aspects, count, firstDay, lastDay }) => [
    kind,
    aspects.join(),
    count,
    firstDay,
    lastDay,
  ]);

describe('changed sessions', () => {
  it('are one line for each lesson and what changed of it', () => {
    expect(
      told([
        slot([monday, nextMonday], '08:00', {}, { rooms: ['B13'] }),
        slot([tuesday], '08:00', {}, { teachers: [{ name: 'DURAND Luc', directoryId: null }], rooms: [] }),
        slot([tuesday], '10:00', {}, {}, { cancelled: true }),
        slot([monday], '14:00', {}, { teachers: [{ name: 'MARTIN Ève', directoryId: 'T2' }] }),
      ]),
    ).toEqual([
      ['cancelled', 'cancelled', 1, tuesday, tuesday],
      ['changed', 'rooms', 2, monday, nextMonday],
      ['changed', 'teachers,rooms', 1, tuesday, tuesday],
      ['linked', '', 1, monday, monday],
    ]);
  });

  it('are moved when the same lesson goes and comes in one week', () => {
    const lines = sessionLines([
      slot([monday, nextMonday], '08:00', {}, null),
      slot([tuesday, nextTuesday], '10:00', null, { rooms: ['B13'] }),
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      kind: 'moved',
      count: 2,
      aspects: ['rooms'],
      before: { time: { weekday: 1, from: '08:00', to: '08:55' }, rooms: ['B12'] },
      after: { time: { weekday: 2, from: '10:00', to: '10:55' }, rooms: ['B13'] },
      dates: [
        { day: monday, to: tuesday },
        { day: nextMonday, to: nextTuesday },
      ],
    });
  });

  it('move within a day without another date', () => {
    const [line] = sessionLines([slot([monday], '08:00', {}, null), slot([monday], '10:00', null, {})]);
    expect(line).toMatchObject({ kind: 'moved', dates: [{ day: monday }] });
  });

  it('come and go where the week is another one, or the lesson', () => {
    expect(told([slot([monday], '08:00', {}, null), slot([nextMonday], '08:00', null, {})])).toEqual([
      ['deleted', '', 1, monday, monday],
      ['created', '', 1, nextMonday, nextMonday],
    ]);
    const other = { series: 'f', subject: { code: 'FR', label: 'FRANÇAIS' } };
    expect(
      told([slot([monday], '08:00', {}, null), slot([monday], '08:00', null, other)]).map(([kind]) => kind),
    ).toEqual(['deleted', 'created']);
  });

  it('are paired so that as little as possible moves', () => {
    const lines = sessionLines([
      slot([monday], '08:00', {}, null),
      slot([tuesday], '09:00', {}, null),
      slot([tuesday], '11:00', null, {}),
      slot(['2026-11-26'], '08:00', null, {}),
    ]);
    expect(
      lines.map(({ before, after }) => [before?.time, after?.time].map((one) => `${one?.weekday} ${one?.from}`)),
    ).toEqual([
      ['1 08:00', '4 08:00'],
      ['2 09:00', '2 11:00'],
    ]);
  });

  it('are the same lesson under another key of its audience, when everything a reader sees is the same', () => {
    const [line] = sessionLines([
      slot([monday], '08:00', { series: 'part of three' }, null),
      slot([tuesday], '08:00', null, { series: 'part of four' }),
    ]);
    expect(line?.kind).toBe('moved');
  });

  it('pair what is left when one of several goes for good', () => {
    expect(
      told([slot([monday, nextMonday], '08:00', {}, null), slot([tuesday], '08:00', null, {})]).map(
        ([kind, , count]) => [kind, count],
      ),
    ).toEqual([
      ['moved', 1],
      ['deleted', 1],
    ]);
  });
});
