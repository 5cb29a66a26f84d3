/** An entry of the audit log as sentences: who, what, and from where, as this reader reads them. */

import { type ActionItem, type ActorItem, AUDIT_TOPICS, type AuditTopic } from '../../../../domain/model/audit.ts';
import { isDay } from '../../../../domain/model/calendar.ts';
import type { Reader } from '../../reader.ts';
import { auditWords, type Told } from '../../words/audit.ts';
import { sitePeopleWords } from '../../words/site-people.ts';

/** Titles of the controls, by code. */
export type ControlTitles = ReadonlyMap<string, string>;

export const TOPICS = Object.keys(AUDIT_TOPICS).filter((name): name is AuditTopic => name in AUDIT_TOPICS);

const TOPIC_OF: ReadonlyMap<string, AuditTopic> = new Map(
  TOPICS.flatMap((topic) => AUDIT_TOPICS[topic].map((action) => [action, topic] as const)),
);

/** « Connexions refusées » */
export function topicWord({ action }: ActionItem, { language }: Reader): string {
  const topic = TOPIC_OF.get(action);
  return topic === undefined ? '' : auditWords[language].topics[topic];
}

/** What was done. */
export function sentenceOf(item: ActionItem, reader: Reader, titles: ControlTitles): string {
  return auditWords[reader.language].told[item.action](toldOf(item, reader, titles));
}

/** Who did it. */
export function whoDid({ actor, by }: ActionItem, { language, vocabulary }: Reader): string {
  const [kind = '', id = ''] = actor.split(':');
  if (by !== null) return vocabulary.actor(actor, by);
  return kind === 'manager' || kind === 'operator'
    ? auditWords[language].actors.gone(id)
    : nameless(kind, id, language);
}

/** The same in the list to choose from. */
export function actorWord({ key, name }: ActorItem, { language }: Reader): string {
  const [kind = '', id = ''] = key.split(':');
  if (name !== null) return name;
  return kind === 'person' ? auditWords[language].actors.gone(id) : nameless(kind, id, language);
}

/** Programs, and what is done without signing in. */
function nameless(kind: string, id: string, language: Reader['language']): string {
  const { actors } = auditWords[language];
  if (kind === 'token') return actors.token(id);
  if (kind === 'account') return actors.account(id);
  if (kind === 'daemon' || kind === 'command' || kind === 'nobody') return actors[kind];
  return kind;
}

/** From where: an address; nothing for what Carillon does by itself. */
export function fromWhere({ address, actor }: ActionItem, { language }: Reader): string {
  return address ?? (actor === 'command' ? auditWords[language].here : '');
}

function toldOf({ details, manager, account, entry }: ActionItem, reader: Reader, titles: ControlTitles): Told {
  const { language } = reader;
  const words = auditWords[language];
  const text = (key: string): string => {
    const value = details[key];
    if (typeof value === 'number') return reader.number(value);
    if (typeof value !== 'string') return '';
    return isDay(value) ? reader.day(value) : value;
  };
  const { roles } = sitePeopleWords[language];
  const role = details.role === 'manager' || details.role === 'reader' ? roles[details.role].toLowerCase() : '';
  const hasEntry = typeof details.directoryId === 'string' || typeof details.person === 'string';
  return {
    run: text('run'),
    as: text('as'),
    account: account ?? words.someAccount(text('account')),
    manager: manager ?? words.someone,
    entry: entry ?? (hasEntry ? words.someEntry : ''),
    role,
    one: kindWord(details.kind, words.kinds),
    kind: kindWord(details.kind, words.manyKinds),
    count: text('failures') || text('count'),
    list: listOf(details, reader, titles),
    first: text('firstDay'),
    last: text('lastDay'),
    year: text('year'),
    closed: text('closed'),
    token: text('token'),
    added: text('added'),
    changed: text('changed'),
    left: text('left'),
    uai: text('uai'),
    was: text('was'),
    isDoor: details.door === 'webdav',
    isTrial: details.purpose === 'trial',
    isNotified: details.notify === true,
    isReadOnly: details.readOnly === true,
    isDefault: details.changes === 'defaults',
    how: text('how'),
  };
}

function kindWord(kind: unknown, words: Readonly<Record<string, string>>): string {
  return (typeof kind === 'string' && words[kind]) || words.entry || '';
}

/** What was set, and which controls were changed or seen exceeded. */
function listOf({ keys, changes, seen }: ActionItem['details'], reader: Reader, titles: ControlTitles): string {
  const { settings } = auditWords[reader.language];
  const names: Readonly<Record<string, string>> = settings;
  const titleOf = (code: string): string => titles.get(code) ?? code;
  const texts = (list: unknown): string[] =>
    Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
  const changed =
    typeof changes === 'object' && changes !== null
      ? Object.entries(changes).map(([code, to]) => thresholdWords(titleOf(code), to, reader))
      : [];
  return [...texts(keys).map((key) => names[key] ?? key), ...changed, ...texts(seen).map(titleOf)].join(', ');
}

/** « % de cours annulés à 40 %, bloquant » */
function thresholdWords(title: string, to: unknown, reader: Reader): string {
  const words = auditWords[reader.language];
  const { limit, blocking } = typeof to === 'object' && to !== null ? { limit: null, blocking: null, ...to } : {};
  const limited = typeof limit === 'number' ? words.limit(title, reader.percent(limit)) : title;
  if (typeof blocking !== 'boolean') return limited;
  return blocking ? words.blocking(limited) : words.warning(limited);
}
