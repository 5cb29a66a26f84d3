/** What an import changes, as tables: one for each part. */

import type {
  ChangeKind,
  ChangeLines,
  ChangePart,
  ClosureLine,
  GroupLine,
  ServiceLine,
  Stay,
  SubjectLine,
} from '../../../../domain/report/changes.ts';
import type { SessionKind, SessionLine } from '../../../../domain/report/session-lines.ts';
import { chip, type Tone } from '../../components/boxes.ts';
import { type Column, table } from '../../components/tables.ts';
import { type Html, html, type Part } from '../../html.ts';
import type { SiteVisit } from '../../shell/visit.ts';
import { changeWords } from '../../words/changes.ts';
import { sessionWords } from '../../words/sessions.ts';
import { establishmentName } from '../place-names.ts';
import {
  aspectLines,
  audienceWords,
  duration,
  lessonName,
  maybeChanged,
  slotWords,
  stayWords,
  withWhom,
} from './said.ts';

const KIND_TONES: Readonly<Record<ChangeKind | 'members', Tone>> = {
  created: 'good',
  modified: 'warn',
  deleted: 'bad',
  members: 'busy',
};

export const SESSION_TONES: Readonly<Record<SessionKind, Tone>> = {
  moved: 'hold',
  cancelled: 'bad',
  deleted: 'bad',
  created: 'good',
  restored: 'good',
  changed: 'warn',
  linked: 'quiet',
};

type Lines = { readonly [P in ChangePart]: (visit: SiteVisit, rows: ChangeLines[P]) => Html };

/** The table of each part. */
export const CHANGE_TABLES: Lines = {
  sessions: sessionTable,
  services: serviceTable,
  groups: groupTable,
  subjects: subjectTable,
  closures: closureTable,
};

function diffTable<T>(caption: string, rows: readonly T[], columns: readonly Column<T>[]): Html {
  return table({ caption, rows, columns, kind: 'diff' });
}

function sessionTable({ reader }: SiteVisit, rows: readonly SessionLine[]): Html {
  const words = changeWords[reader.language];
  return diffTable(words.parts.sessions, rows, [
    {
      label: words.columns.lesson,
      kind: 'head',
      cell: ({ before, after }) => {
        const side = after ?? before;
        return side && lessonName(side);
      },
    },
    {
      label: words.columns.change,
      isPlain: true,
      cell: ({ kind }) => chip(SESSION_TONES[kind], sessionWords[reader.language].one[kind]),
    },
    { label: words.columns.when, isPlain: true, cell: (line) => sessionChange(reader, line) },
    { label: words.columns.dates, isPlain: true, cell: (line) => dates(reader, line) },
  ]);
}

function sessionChange(reader: SiteVisit['reader'], { before, after, aspects }: SessionLine): Html {
  const side = after ?? before;
  const time = (one: typeof side): string | null => one && slotWords(reader, one.time);
  const differing = aspectLines(reader, aspects, before, after);
  const said = new Set(aspects);
  const rest = side && {
    teachers: said.has('teachers') ? [] : side.teachers,
    rooms: said.has('rooms') ? [] : side.rooms,
  };
  const others = rest ? withWhom(rest) : '';
  return html`<p>${maybeChanged(reader, time(before), time(after))}</p>${differing}${others !== '' && html`<p class="hint">${others}</p>`}`;
}

function dates(reader: SiteVisit['reader'], line: SessionLine): Html {
  const words = changeWords[reader.language];
  const { count, firstDay, lastDay } = line;
  const one = (date: SessionLine['dates'][number]): Part =>
    maybeChanged(reader, reader.day(date.day), reader.day(date.to ?? date.day));
  const [only] = line.dates;
  if (count === 1 && only) return html`${one(only)}`;
  const between = words.between(reader.day(firstDay), reader.day(lastDay));
  return html`<details><summary>${words.count(count, reader.number(count))}</summary><ul class="dates">${line.dates.map((date) => html`<li>${one(date)}</li>`)}</ul></details><p class="hint">${between}</p>`;
}

function kindChip(visit: SiteVisit, kind: ChangeKind | 'members', isFeminine = false): Html {
  const words = changeWords[visit.reader.language];
  const text = isFeminine && kind !== 'members' ? words.kindsFeminine[kind] : words.kinds[kind];
  return chip(KIND_TONES[kind], text);
}

function placeColumn<T>(visit: SiteVisit, numbersOf: (row: T) => readonly number[]): readonly Column<T>[] {
  if (visit.site.establishments.length < 2) return [];
  const label = changeWords[visit.reader.language].columns.establishments;
  const nameOf = (number: number): string => establishmentName(visit.site, number, visit.reader);
  return [{ label, cell: (row) => numbersOf(row).map(nameOf).join(', ') }];
}

function serviceTable(visit: SiteVisit, rows: readonly ServiceLine[]): Html {
  const { reader } = visit;
  const words = changeWords[reader.language];
  return diffTable(words.parts.services, rows, [
    {
      label: words.columns.service,
      kind: 'head',
      cell: (one) =>
        html`<strong>${one.subject}</strong><span class="under">${audienceWords(reader, one.audience)}</span>`,
    },
    { label: words.columns.change, isPlain: true, cell: ({ kind }) => kindChip(visit, kind) },
    {
      label: words.columns.teachers,
      cell: ({ before, after }) =>
        maybeChanged(reader, before?.teachers.join(', ') ?? null, after?.teachers.join(', ') ?? null),
    },
    {
      label: words.columns.weekly,
      cell: ({ before, after }) =>
        maybeChanged(
          reader,
          before && duration(reader, before.weeklyMinutes),
          after && duration(reader, after.weeklyMinutes),
        ),
    },
    ...placeColumn<ServiceLine>(visit, (one) => [one.establishment]),
  ]);
}

function groupTable(visit: SiteVisit, rows: readonly GroupLine[]): Html {
  const { reader } = visit;
  const words = changeWords[reader.language];
  const divisions = ({ before, after }: GroupLine): Html => {
    const text = (side: GroupLine['before']): string | null => side?.divisions.join(', ') ?? null;
    return maybeChanged(reader, text(before), text(after));
  };
  return diffTable(words.parts.groups, rows, [
    {
      label: words.columns.group,
      kind: 'head',
      cell: (one) =>
        html`<strong>${maybeChanged(reader, one.before?.name ?? one.name, one.after?.name ?? one.name)}</strong><span class="under">${words[one.of]} ${one.of === 'group' && divisions(one)}</span>`,
    },
    { label: words.columns.change, isPlain: true, cell: (one) => kindChip(visit, one.kind, one.of === 'division') },
    { label: words.columns.members, isPlain: true, cell: (one) => members(visit, one) },
    ...placeColumn<GroupLine>(visit, (one) => [one.establishment]),
  ]);
}

function members({ reader }: SiteVisit, { joined, left, moved, linked }: GroupLine): Html {
  const words = changeWords[reader.language];
  const list = <T>(label: string, items: readonly T[], tell: (item: T) => Part): Html | false =>
    items.length > 0 &&
    html`<details><summary>${label}</summary><ul class="people">${items.map((item) => html`<li>${tell(item)}</li>`)}</ul></details>`;
  const stay = (one: Stay): Html => html`${one.name} <span class="hint">${stayWords(reader, one)}</span>`;
  const number = (items: readonly unknown[]): readonly [number, string] => [items.length, reader.number(items.length)];
  return html`${list(words.joined(...number(joined)), joined, stay)}${list(words.left(...number(left)), left, stay)}${list(
    words.movedMembers(...number(moved)),
    moved,
    ({ name, before, after }) =>
      html`${name} <span class="hint">${maybeChanged(reader, stayWords(reader, before), stayWords(reader, after))}</span>`,
  )}${linked > 0 && html`<p class="hint">${words.linked(linked, reader.number(linked))}</p>`}`;
}

function subjectTable(visit: SiteVisit, rows: readonly SubjectLine[]): Html {
  const { reader } = visit;
  const words = changeWords[reader.language];
  return diffTable(words.parts.subjects, rows, [
    {
      label: words.columns.label,
      kind: 'head',
      cell: ({ before, after }) => maybeChanged(reader, before?.label ?? null, after?.label ?? null),
    },
    { label: words.columns.change, isPlain: true, cell: ({ kind }) => kindChip(visit, kind, true) },
    {
      label: words.columns.code,
      cell: ({ before, after }) => maybeChanged(reader, before?.code ?? null, after?.code ?? null),
    },
    ...placeColumn<SubjectLine>(visit, (one) => one.establishments),
  ]);
}

function closureTable(visit: SiteVisit, rows: readonly ClosureLine[]): Html {
  const { reader } = visit;
  const words = changeWords[reader.language];
  const period = (side: ClosureLine['before']): string | null =>
    side && words.between(reader.day(side.firstDay), reader.day(side.lastDay));
  return diffTable(words.parts.closures, rows, [
    {
      label: words.columns.period,
      kind: 'head',
      cell: ({ before, after }) => maybeChanged(reader, period(before), period(after)),
    },
    { label: words.columns.change, isPlain: true, cell: ({ kind }) => kindChip(visit, kind, true) },
    ...placeColumn<ClosureLine>(visit, (one) => one.establishments),
  ]);
}
