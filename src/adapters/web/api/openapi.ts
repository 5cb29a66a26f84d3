/** The OpenAPI 3.1 description of the API, written by hand; a test compares its paths with the routes. */

import { DIRECTORY_KINDS } from '../../../domain/directory/directory.ts';
import { MAX_REASON_CHARS } from '../../../domain/model/run.ts';
import { RUN_STATUSES } from '../../../domain/model/run-filter.ts';
import { CHANGE_PARTS } from '../../../domain/report/changes.ts';
import { SESSION_KINDS } from '../../../domain/report/session-lines.ts';
import { directorySchemas, directoryUpload } from './openapi-directory.ts';
import { runSchemas } from './openapi-report.ts';
import { timetableSchemas } from './openapi-timetable.ts';
import { count, listing, listOf, moment, object, orNull, ref, text } from './schema.ts';

const json = (schema: object): object => ({ 'application/json': { schema } });
const answer = (description: string, schema: object): object => ({ description, content: json(schema) });
const body = (schema: object): object => ({ required: true, content: json(schema) });
const problem = { $ref: '#/components/responses/Problem' };

const inPath = (name: string, description: string): object => ({
  name,
  in: 'path',
  required: true,
  schema: text,
  description,
});
const inQuery = (name: string, schema: object, description = ''): object => ({
  name,
  in: 'query',
  schema,
  description,
});
const site = inPath('site', 'Number of the site');
const run = inPath('run', 'Id of the run');
const account = inPath('account', 'Id of the access account');
const paging = (max: number): object[] => [
  inQuery('limit', { type: 'integer', minimum: 1, maximum: max }),
  inQuery('cursor', text, '`nextCursor` of the page before'),
];

const week: object[] = [
  inQuery('day', { ...text, format: 'date' }, 'Any day of the week; required'),
  ...['division', 'teacher', 'group', 'room'].map((name) => inQuery(name, text, 'Exactly one of the four')),
  inQuery('establishment', count, 'Tells divisions and groups of one name apart'),
  inQuery('person', text, 'Directory id: tells teachers of one name apart'),
];

const runFilter: object[] = [
  inQuery('status', text, `One or several with commas between: ${RUN_STATUSES.join(', ')}`),
  inQuery('kind', { enum: ['timetable', 'directory', 'all'] }, 'Default: timetable'),
  inQuery('trigger', { enum: ['automatic', 'manual'] }),
  inQuery('establishment', count, 'Runs that cover this establishment, alone or with others'),
  inQuery('from', { ...text, format: 'date' }, 'First day of receipt, in the zone of the site'),
  inQuery('to', { ...text, format: 'date' }, 'Last day of receipt'),
  inQuery('text', text, 'Part of the name of the file, of its archive or of the login; or the number of the run'),
];

const operation = (summary: string, parameters: readonly object[], rest: Record<string, object>): object => {
  const { requestBody, ...responses } = rest;
  return {
    summary,
    parameters,
    ...(requestBody ? { requestBody } : {}),
    responses: { ...responses, default: problem },
  };
};
const get = (summary: string, parameters: readonly object[], schema: object): object =>
  operation(summary, parameters, { 200: answer('OK', schema) });

const upload = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: object(
        {
          file: { type: 'string', format: 'binary' },
          establishment: { ...text, description: 'Number; absent: all' },
          takenInAt: moment,
        },
        ['establishment', 'takenInAt'],
      ),
    },
  },
};
const decision = {
  required: false,
  content: json(
    object({ reason: { ...text, maxLength: MAX_REASON_CHARS, description: 'Why; stays in the report' } }, ['reason']),
  ),
};
const act = (summary: string): object =>
  operation(summary, [run], { requestBody: decision, 200: answer('The run as it is now', ref('Run')) });

const override = object({ limit: { type: 'number' }, blocking: { type: 'boolean' }, floor: count }, [
  'limit',
  'blocking',
  'floor',
]);
const outlook = (description: string): object => ({
  ...object({
    decision: { enum: ['integrated', 'integrated-with-alerts', 'held', 'rejected'] },
    exceeded: listOf({ ...text, description: 'Code of a control' }),
  }),
  description,
});
const matchKind = { enum: ['teacher', 'student', 'division', 'group'] };

const schemas: Record<string, object> = {
  Site: object({
    id: count,
    name: text,
    timezone: text,
    establishments: listOf(object({ number: count, uai: text, name: text })),
    schoolYear: orNull(text),
    settings: { type: 'object' },
    directory: { type: 'object', additionalProperties: count },
    lastGoodDeposit: orNull(moment),
    held: count,
    waiting: count,
  }),
  ...runSchemas,
  ...timetableSchemas,
  ...directorySchemas,
  Threshold: object({
    code: text,
    title: text,
    limit: { type: 'number' },
    blocking: { type: 'boolean' },
    floor: count,
    locked: { type: 'boolean' },
    highestLimit: { type: 'number', description: 'Percent: no share that this control computes can be greater' },
    default: override,
  }),
  WhatIf: object({
    run: text,
    receivedAt: moment,
    filename: text,
    status: { ...text, description: 'What became of the run' },
    before: outlook('By the thresholds in force'),
    after: outlook('With the changes'),
  }),
  Account: object({
    id: text,
    login: text,
    person: object({ id: text, name: text }),
    notify: { type: 'boolean' },
    uploadOnly: { type: 'boolean', description: 'May deposit, but neither list nor read' },
    createdAt: moment,
    notifiedAt: orNull(moment),
    lastUsedAt: orNull(moment),
    lastUsedFrom: orNull(text),
    lastUsedClient: orNull(text),
    invalidatedAt: orNull(moment),
    status: { enum: ['alive', 'revoked', 'left'] },
    hasAddress: { type: 'boolean', description: 'Credentials can be mailed' },
    oldPasswordUntil: orNull(moment),
    linkUntil: orNull({
      ...moment,
      description: 'A one-time link that has not been opened, to a password that has not been used',
    }),
  }),
  Credentials: object({
    id: text,
    login: text,
    password: text,
    urls: listOf(text),
    places: listOf(orNull({ ...text, description: 'Of the URL beside it; null: all establishments' })),
  }),
  Match: object(
    {
      kind: matchKind,
      key: text,
      label: text,
      state: { enum: ['unmatched', 'ambiguous', 'matched', 'ignored'] },
      directoryId: orNull(text),
      suggestions: listOf(
        object(
          { directoryId: text, label: text, score: { type: 'number' }, why: listOf(text), birthDate: orNull(text) },
          ['birthDate'],
        ),
      ),
      directoryLabel: orNull(text),
      file: { type: 'object', description: 'What the last file says: names, birth date, divisions, places, sessions' },
      decidedBy: text,
      decidedAt: moment,
      isByHand: { type: 'boolean', description: 'The counterpart was added on the page of matches' },
      reopened: listOf({ ...text, description: 'Of PUT: held runs that are evaluated again' }),
    },
    ['directoryLabel', 'file', 'decidedBy', 'decidedAt', 'isByHand', 'reopened'],
  ),
  Message: object({
    id: text,
    kind: text,
    runId: orNull(text),
    subject: text,
    body: text,
    language: { enum: ['fr', 'en'], description: 'As `Accept-Language` asks; French for older messages' },
    createdAt: moment,
    recipients: listOf(text),
  }),
  Problem: object({ type: text, title: text, status: count, detail: text, code: text }),
};

const paths: Record<string, object> = {
  '/openapi.json': { get: { ...get('This description', [], { type: 'object' }), security: [] } },
  '/sites': { get: get('Sites that the token may see', [], listing('Site')) },
  '/sites/{site}': { get: get('One site', [site], ref('Site')) },
  '/sites/{site}/runs': { get: get('Runs, newest first', [site, ...runFilter, ...paging(200)], listing('Run')) },
  '/sites/{site}/check': {
    post: operation('Dry run of a file: writes nothing', [site], {
      requestBody: upload,
      200: answer('What an import would do', ref('Report')),
    }),
  },
  '/sites/{site}/imports': {
    post: operation('Manual import of a file', [site], {
      requestBody: upload,
      202: answer('The run that was started', ref('Run')),
    }),
  },
  '/sites/{site}/directory': {
    get: get(
      'Who and what is in the directory',
      [
        site,
        inQuery('kind', { enum: DIRECTORY_KINDS }),
        inQuery('year', count, 'What is kept for a coming school year'),
      ],
      listing('DirectoryEntry'),
    ),
  },
  '/sites/{site}/directory/check': {
    post: operation('What directory files would change: writes nothing', [site], {
      requestBody: directoryUpload,
      200: answer('The report; who is added, changed, leaves is in `directory`', ref('Report')),
    }),
  },
  '/sites/{site}/directory/imports': {
    post: operation('Import of directory files', [site], {
      requestBody: directoryUpload,
      202: answer('The run that was started', ref('Run')),
    }),
  },
  '/sites/{site}/sessions': {
    get: get(
      'Dated sessions by start',
      [
        site,
        ...['from', 'to'].map((name) => inQuery(name, { type: 'string', format: 'date' }, 'Day, inclusive')),
        ...['division', 'group', 'teacher'].map((name) => inQuery(name, text, 'Name, whatever its case and accents')),
        ...paging(1_000),
      ],
      listing('Session'),
    ),
  },
  '/sites/{site}/week': { get: get('The stored sessions of one week', [site, ...week], ref('Week')) },
  '/sites/{site}/week/choices': {
    get: get('Divisions, teachers, groups and rooms of the open year', [site], { type: 'object' }),
  },
  '/sites/{site}/groups': { get: get('Groups with their members', [site], listing('Group')) },
  '/sites/{site}/thresholds': {
    get: get('Controls with their thresholds', [site], listing('Threshold')),
    put: operation('Changes the named controls only', [site], {
      requestBody: body({ type: 'object', additionalProperties: override }),
      200: answer('All thresholds', listing('Threshold')),
    }),
  },
  '/sites/{site}/thresholds/what-if': {
    post: operation('What the last 20 automatic imports would have given with changes that are not made', [site], {
      requestBody: body({ type: 'object', additionalProperties: override }),
      200: answer('Newest first', listing('WhatIf')),
    }),
  },
  '/sites/{site}/accounts': {
    get: get('Access accounts', [site], listing('Account')),
    post: operation('Opens an access account', [site], {
      requestBody: body(
        object(
          {
            person: { ...text, description: 'Directory id' },
            notify: { type: 'boolean' },
            uploadOnly: { type: 'boolean' },
          },
          ['notify', 'uploadOnly'],
        ),
      ),
      201: answer('The password, shown once', ref('Credentials')),
    }),
  },
  '/sites/{site}/accounts/{account}/regenerate': {
    post: operation('A new password', [site, account], { 200: answer('The password, shown once', ref('Credentials')) }),
  },
  '/sites/{site}/accounts/{account}/revoke': {
    post: operation('Closes the account', [site, account], { 200: answer('The account', ref('Account')) }),
  },
  '/sites/{site}/matches': {
    get: get('What did not match, and what people decided', [site], listing('Match')),
    put: operation('Remembers a match; `directoryId` null: there is no counterpart', [site], {
      requestBody: body(object({ kind: matchKind, key: text, directoryId: orNull(text) })),
      200: answer('The match', ref('Match')),
    }),
    delete: operation('Forgets a match', [site, inQuery('kind', matchKind), inQuery('key', text)], {
      204: { description: 'Forgotten' },
    }),
  },
  '/sites/{site}/messages': { get: get('Messages, newest first', [site], listing('Message')) },
  '/runs/{run}': { get: get('One run', [run], ref('Run')) },
  '/runs/{run}/report': {
    get: operation('The report of a run', [run, inQuery('format', { enum: ['json', 'text', 'html'] })], {
      200: {
        description: 'The report',
        content: { ...json(ref('Report')), 'text/plain': { schema: text }, 'text/html': { schema: text } },
      },
    }),
  },
  '/runs/{run}/changes': {
    get: get('What a run changed, or would change', [run, paging(500)[0] ?? {}], ref('Changes')),
  },
  '/runs/{run}/changes/{part}': {
    get: get(
      'The changes of one part',
      [
        run,
        inPath('part', CHANGE_PARTS.join(', ')),
        inQuery('kind', { enum: SESSION_KINDS }, 'Sessions only'),
        ...paging(500),
      ],
      ref('ChangeLines'),
    ),
  },
  '/runs/{run}/week': { get: get('One week before and after a run', [run, ...week], ref('WeekChange')) },
  '/runs/{run}/source': {
    get: operation('The archived source file; not with a read-only token (403 `source-reserved`)', [run], {
      200: { description: 'The file', content: { 'application/zip': {} } },
    }),
  },
  '/runs/{run}/approve': { post: act('Applies a held run') },
  '/runs/{run}/reject': { post: act('Rejects a held run') },
  '/runs/{run}/cancel': { post: act('Cancels a waiting run') },
  '/runs/{run}/undo': {
    post: act('Undoes the last applied run: everything as before it, sessions that have begun apart'),
  },
  '/runs/{run}/replay': { post: act('Starts a new run on the archived source') },
};

/** The whole document. */
export function openApi(version: string, publicUrl: string | null): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carillon',
      version,
      description: 'Keeps, checks and applies the timetable exports that schools deposit.',
    },
    servers: [{ url: `${publicUrl?.replace(/\/$/, '') ?? ''}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      responses: {
        Problem: {
          description: 'A refusal or trouble (RFC 9457)',
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}
