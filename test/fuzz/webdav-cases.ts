/** Conversations of WebDAV clients that are nearly right: verbs, addresses, headers, bodies, framing or bytes changed. */
import { createHash } from 'node:crypto';
import type { Random } from '../../src/demo/school/random.ts';
import type { FuzzCase } from './area.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { parseTree, pickElement, writeTree } from './xml-tree.ts';

/** One request as it goes over the wire, but for the placeholders. */
export interface Step {
  readonly bytes: Buffer;
  /** In how many pieces it is written. */
  readonly pieces: number;
  /** After so many bytes the client goes away; null: it stays. */
  readonly abortAt: number | null;
  /** Nothing was changed in it: it must have its answer. */
  readonly isGood: boolean;
  /** What must be kept if it is acknowledged; null where the wire may say something else. */
  readonly sha256: string | null;
}

/** What a step cannot know when it is drawn. */
export const PLACEHOLDERS = { auth: '%%AUTH%%', token: '%%TOKEN%%', etag: '%%ETAG%%' } as const;

/** Of the account under attack, of its neighbour on the site, and of another site. */
const FOLDERS = ['/webdav/4817/', '/webdav/4817/1754/', '/webdav/4817/4817/'] as const;
export const NEIGHBOURS_FILE = 'EDT_du_voisin.xml';

interface Draft {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
  framing: 'length' | 'chunked' | 'none';
  version: string;
}

const NAMES = ['EDT_export.xml', 'EDT_export.xml.tmp', 'Emploi du temps é.xml', 'EDT.zip', 'notes.txt', '.cache', 'a~'];
const LOCKINFO =
  '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype><D:owner>Éloi</D:owner></D:lockinfo>';
const PROPFIND =
  '<D:propfind xmlns:D="DAV:"><D:prop><D:displayname/><D:getetag/><C:status xmlns:C="urn:carillon"/></D:prop></D:propfind>';
const ALLPROP = '<propfind xmlns="DAV:"><allprop/></propfind>';
const PROPPATCH =
  '<D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:schemas-microsoft-com:"><D:set><D:prop><Z:Win32FileAttributes>00000020</Z:Win32FileAttributes></D:prop></D:set></D:propertyupdate>';

function draft(method: string, target: string, headers: Draft['headers'] = [], body: string | Buffer = ''): Draft {
  const bytes = Buffer.from(body);
  const framing = bytes.length > 0 || method === 'PUT' ? 'length' : 'none';
  return { method, target, headers, body: bytes, framing, version: 'HTTP/1.1' };
}

/** What a deposit may hold: nothing, something, an export's beginning, many bytes. */
function contentOf(random: Random): Buffer {
  const text = random.pick(['', '<a/>', '<?xml version="1.0"?><ExportEmploiDuTemps/>', 'PK\x03\x04', 'plain']);
  const filling = random.pick([0, 0, 10, 5_000, 200_000]);
  return Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(filling, random.integer(32, 126))]);
}

/** Good conversations: what exporters, file managers and curl say. */
const CONVERSATIONS: readonly ((random: Random, folder: string, name: string) => Draft[])[] = [
  (random, folder, name) => [
    draft('OPTIONS', folder),
    draft('PROPFIND', folder, [['Depth', '0']]),
    draft('PUT', `${folder}${name}.tmp`, [], contentOf(random)),
    draft('MOVE', `${folder}${name}.tmp`, [
      ['Destination', `http://127.0.0.1${folder}${name}`],
      ['Overwrite', 'T'],
    ]),
    draft('PROPFIND', folder + name, [['Depth', '0']], PROPFIND),
  ],
  (random, folder, name) => [draft('PUT', folder + name, [], contentOf(random))],
  (random, folder, name) => [
    { ...draft('PUT', folder + name, [['Expect', '100-continue']], contentOf(random)), framing: 'chunked' },
    draft('GET', folder + name, [['If-None-Match', PLACEHOLDERS.etag]]),
  ],
  (random, folder, name) => [
    draft('PROPFIND', folder, [['Depth', '1']], ALLPROP),
    draft('PUT', folder + name),
    draft('LOCK', folder + name, [['Timeout', 'Second-600']], LOCKINFO),
    draft('PUT', folder + name, [['If', `(<${PLACEHOLDERS.token}>)`]], contentOf(random)),
    draft('PROPPATCH', folder + name, [['If', `(<${PLACEHOLDERS.token}>)`]], PROPPATCH),
    draft('UNLOCK', folder + name, [['Lock-Token', `<${PLACEHOLDERS.token}>`]]),
  ],
  (random, folder, name) => [
    draft('LOCK', folder + name, [['Depth', '0']], LOCKINFO),
    draft('LOCK', folder + name, [['If', `(<${PLACEHOLDERS.token}>)`]]),
    draft('PUT', folder + name, [['If', `<${folder}${name}> (<${PLACEHOLDERS.token}>)`]], contentOf(random)),
    draft('UNLOCK', folder + name, [['Lock-Token', `<${PLACEHOLDERS.token}>`]]),
    draft('PROPFIND', folder, [['Depth', '1']]),
  ],
  (random, folder, name) => [
    draft('PUT', folder + name, [], contentOf(random)),
    draft('GET', folder + name),
    draft('HEAD', folder + name),
    draft('GET', folder + name, [['Range', 'bytes=1-3']]),
    draft('COPY', folder + name, [['Destination', `${folder}copie.xml`]]),
    draft('DELETE', folder + name, [['If-Match', PLACEHOLDERS.etag]]),
    draft('GET', folder + name),
    draft('MKCOL', `${folder}dossier`),
    draft('GET', folder),
  ],
];

const METHODS =
  'GET HEAD PUT POST DELETE OPTIONS PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK TRACE PATCH SEARCH REPORT CONNECT M-SEARCH BREW get Put'.split(
    ' ',
  );
const TARGETS = [
  '*',
  '/',
  '/webdav',
  '/webdav/',
  '/webdav/4817',
  '//webdav//4817//x.xml',
  '/webdav/4817/..',
  '/webdav/4817/%2e%2e/9999/x.xml',
  '/webdav/4817/..%2f9999%2fx.xml',
  '/webdav/4817/%252e%252e/x.xml',
  '/webdav/4817/%00.xml',
  '/webdav/4817/%E9.xml',
  '/webdav/4817/%zz',
  '/webdav/4817/%',
  '/webdav/4817/%ed%a0%80.xml',
  '/webdav/4817/a%5cb.xml',
  '/webdav/4817/a/b/c.xml',
  '/webdav/4817/1754',
  '/webdav/4817/9999/x.xml',
  '/webdav/4817/999999999999/x.xml',
  '/webdav/9999/',
  `/webdav/9999/${NEIGHBOURS_FILE}`,
  `/webdav/4817/${NEIGHBOURS_FILE}`,
  '/webdav/4817/x.xml?a=b',
  '/webdav/4817/x.xml#y',
  '/webdav/4817/;x.xml',
  '/webdav/4817/con',
  '/webdav/4817/__proto__',
  '/webdav/4817/constructor',
  `/webdav/4817/${'n'.repeat(255)}`,
  `/webdav/4817/${'%CC%81'.repeat(100)}x`,
  `/webdav/4817/${'e%CC%81'.repeat(85)}`,
  `/webdav/4817/${'x'.repeat(9_000)}`,
  '/WEBDAV/4817/x.xml',
  'http://127.0.0.1/webdav/4817/x.xml',
  'https://elsewhere/webdav/4817/x.xml',
  'http://',
  'ftp://x/y',
  '/elsewhere/x.xml',
  '',
];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  Depth: ['0', '1', 'infinity', '2', '-1', '', ' 1 ', '1,noroot', '0, 1', 'Infinity'],
  Overwrite: ['T', 'F', 'f', '', 'x'],
  Destination: [...TARGETS, `${FOLDERS[0]}EDT_export.xml`, `${FOLDERS[1]}x.xml`, `${FOLDERS[0]}autre.xml`, 'x.xml'],
  If: [
    `(<${PLACEHOLDERS.token}>)`,
    `(Not <${PLACEHOLDERS.token}>)`,
    `([${PLACEHOLDERS.etag}])`,
    '(Not <DAV:no-lock>)',
    '(<DAV:no-lock>)',
    '()',
    '(',
    '('.repeat(3_000),
    '(<a>) (<b>)'.repeat(500),
    `<${FOLDERS[0]}${NEIGHBOURS_FILE}> (["x"])`,
    `</webdav/9999/${NEIGHBOURS_FILE}> (Not <x:y>)`,
    '</%> (<a>)',
    'Not',
    '',
  ],
  'Lock-Token': [
    `<${PLACEHOLDERS.token}>`,
    PLACEHOLDERS.token,
    '<opaquelocktoken:x>',
    '<>',
    '',
    '<a> <b>',
    `<${'t'.repeat(5_000)}>`,
  ],
  Timeout: ['Infinite', 'Second-0', 'Second-4100000000', 'Second-99999999999999', 'Infinite, Second-1', 'x', '', '-1'],
  'If-Match': ['*', PLACEHOLDERS.etag, '"x"', 'W/"x"', '', 'x', '"a", "b"', '"'],
  'If-None-Match': ['*', PLACEHOLDERS.etag, '"x"', `W/${PLACEHOLDERS.etag}`, '', '"'],
  'If-Modified-Since': ['Sun, 22 Nov 2026 08:30:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', '0', 'x', '', '275761-01-01'],
  'If-Unmodified-Since': ['Sun, 22 Nov 2026 08:30:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'x', ''],
  Range: [
    'bytes=0-',
    'bytes=-1',
    'bytes=-0',
    'bytes=5-2',
    'bytes=0-0,2-3',
    'bytes=999999999-',
    'lines=1-2',
    'bytes=',
    `bytes=${'9'.repeat(40)}-`,
  ],
  'Content-Length': [
    '0',
    '1',
    '5',
    '100000',
    '-1',
    '+5',
    '5.0',
    '1e3',
    '0x5',
    '99999999999',
    '18446744073709551617',
    '9007199254740993',
    '',
    'x',
    '5, 5',
  ],
  'Transfer-Encoding': [
    'chunked',
    'identity',
    'gzip',
    'chunked, chunked',
    'gzip, chunked',
    'Chunked',
    'x',
    ' chunked',
    '',
  ],
  Expect: ['100-continue', '100-Continue', '200-ok', '', 'x'],
  'Content-Encoding': ['identity', 'gzip', '', 'x'],
  'Content-Range': ['bytes 0-1/2', 'bytes */5', ''],
  'Content-Type': ['application/xml', 'text/html', '', 'multipart/form-data; boundary=x'],
  Connection: ['close', 'keep-alive', 'upgrade', 'Upgrade, HTTP2-Settings', ''],
  Upgrade: ['h2c', 'websocket', 'TLS/1.0'],
  Host: ['', 'x', 'x:y', '127.0.0.1', 'a b', '[::1', 'é'],
  'User-Agent': ['', 'é'.repeat(300), 'x'.repeat(1_000), 'a\tb'],
  'X-Forwarded-For': ['10.0.0.1', 'x', '127.0.0.1, ::1'],
  'X-Forwarded-Proto': ['https', 'http', ''],
  'X-Forwarded-Host': ['elsewhere'],
  Authorization: [
    '',
    'Basic',
    'Basic !',
    'Basic YTpi',
    `${PLACEHOLDERS.auth}=`,
    'Bearer x',
    'Basic OjphOg==',
    'Digest username="x"',
    'basic AAAA',
    `Basic ${'QQ'.repeat(3_000)}`,
  ],
  'X-Junk': ['x'.repeat(20_000), '\x01', '\xff', 'a\nb', 'x'],
  Te: ['trailers'],
};

type Mutation = (random: Random, step: Draft) => void;

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'other-method': (random, step) => {
    step.method = random.pick(METHODS);
  },
  'other-target': (random, step) => {
    step.target = random.pick(TARGETS);
  },
  'other-name': (random, step) => {
    step.target = random.pick(FOLDERS) + encodeURIComponent(random.pick(NAMES));
  },
  'odd-bytes-in-target': (random, step) => {
    const at = random.integer(0, step.target.length);
    const odd = random.pick([
      '%41',
      '%c3%a9',
      '%E9',
      '/',
      '%2F',
      ';',
      '?',
      '#',
      '\\',
      '.',
      '..',
      '\xe9',
      '%25',
      '+',
      '&',
      '"',
      '<',
    ]);
    step.target = step.target.slice(0, at) + odd + step.target.slice(at);
  },
  'other-header': (random, step) => {
    const name = random.pick(Object.keys(VALUES));
    const value = random.pick(VALUES[name] ?? ['']);
    step.headers = [...step.headers.filter(([key]) => key !== name), [name, value]];
  },
  'header-twice': (random, step) => {
    const name = random.pick(Object.keys(VALUES));
    step.headers.push([name, random.pick(VALUES[name] ?? [''])], [name, random.pick(VALUES[name] ?? [''])]);
  },
  'drop-header': (random, step) => {
    const gone = random.pick(['Authorization', 'Host', 'Content-Length', ...step.headers.map(([name]) => name)]);
    step.headers = step.headers.filter(([name]) => name !== gone);
    if (gone === 'Content-Length' || gone === 'Host') step.headers.push([`X-No-${gone}`, '']);
    if (gone === 'Authorization') step.headers.push(['Authorization', '']);
  },
  'many-headers': (random, step) => {
    for (let number = random.pick([50, 150, 2_100]); number > 0; number--) step.headers.push([`X-${number}`, 'x']);
  },
  'change-xml': (random, step) => {
    if (!step.body.subarray(0, 20).toString().includes('D'))
      step.body = Buffer.from(random.pick([LOCKINFO, PROPFIND, PROPPATCH]));
    try {
      const root = parseTree(step.body.toString());
      const { element, parent } = pickElement(random, root);
      random.pick<() => unknown>([
        () => parent.children.splice(parent.children.indexOf(element), 1),
        () => parent.children.push(element, element),
        () =>
          element.children.push(
            random.pick(['x'.repeat(5_000), '&lt;', '&x;', '<!-- -->', '\u{1f600}', '<a:b/>', '<b xmlns=""/>', '<']),
            element.name,
          ),
        () =>
          Object.assign(element, {
            name: random.pick([
              'D:allprop',
              'D:propname',
              'D:shared',
              'D:remove',
              'prop',
              'D:getetag',
              '__proto__',
              'D:constructor',
              'x:y',
              'é',
            ]),
          }),
        () =>
          element.attributes.push([
            random.pick(['xmlns:D', 'xmlns', 'xmlns:x', 'a', 'xml:lang']),
            random.pick(['DAV:', '', 'urn:x', '&lt;']),
          ]),
      ])();
      step.body = Buffer.from(writeTree(root));
    } catch {
      // A body that an earlier mutation took apart stays as it is.
    }
    step.framing = 'length';
  },
  'wrap-xml': (random, step) => {
    const depth = random.pick([20, 200, 5_000]);
    step.body = Buffer.from(
      `<D:propfind xmlns:D="DAV:">${'<D:prop>'.repeat(depth)}${'</D:prop>'.repeat(depth)}</D:propfind>`,
    );
    step.framing = 'length';
  },
  'document-type': (_random, step) => {
    step.body = Buffer.concat([Buffer.from('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), step.body]);
    step.framing = 'length';
  },
  'change-body': (random, step) => {
    step.body = mutateBytes(random, step.body, []);
    if (step.body.length > 0 && step.framing === 'none') step.framing = 'length';
  },
  'other-body': (random, step) => {
    step.body = contentOf(random);
    step.framing = 'length';
  },
  'other-framing': (random, step) => {
    step.framing = random.pick(['length', 'chunked', 'none']);
  },
  'other-version': (random, step) => {
    step.version = random.pick([
      'HTTP/1.0',
      'HTTP/1.1',
      'HTTP/2.0',
      'HTTP/0.9',
      'HTTP/11',
      'http/1.1',
      '',
      'RTSP/1.0',
      'ICE/1.0',
    ]);
  },
};

/** Mutations of a step's bytes: the framing may lie. */
const WIRE: Readonly<Record<string, (random: Random, bytes: Buffer) => Buffer>> = {
  'line-feeds-only': (_random, bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  'carriage-returns-only': (_random, bytes) => Buffer.from(bytes.toString('latin1').replace('\r\n', '\r'), 'latin1'),
  'blanks-before': (_random, bytes) => Buffer.concat([Buffer.from('\r\n \r\n'), bytes]),
  'folded-header': (_random, bytes) =>
    Buffer.from(bytes.toString('latin1').replace('\r\n', '\r\nX-Fold: a\r\n b\r\n'), 'latin1'),
  'one-more-request': (random, bytes) => Buffer.concat([bytes, ...Array<Buffer>(random.pick([1, 2, 20])).fill(bytes)]),
  'noise-after': (_random, bytes) => Buffer.concat([bytes, Buffer.from('\x16\x03\x01\x02\x00\x01\x00')]),
  'tls-instead': () => Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
  'http2-instead': () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'change-bytes': (random, bytes) => mutateBytes(random, bytes, []),
  'change-bytes-often': (random, bytes) => [1, 2, 3, 4].reduce((changed) => mutateBytes(random, changed, []), bytes),
  'wrong-chunks': (random, bytes) => {
    const wrong = random.pick([
      '5\r\nabc\r\n0\r\n\r\n',
      'ffffffffffffffff1\r\n',
      '-1\r\n',
      '3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n',
      '0\r\n',
      'g\r\n',
      '3\r\nabcd\r\n',
    ]);
    const head = bytes.subarray(0, Math.max(0, bytes.indexOf('\r\n\r\n'))).toString('latin1');
    return Buffer.from(
      `${head.replace(/\r\nContent-Length: .*/, '')}\r\nTransfer-Encoding: chunked\r\n\r\n${wrong}`,
      'latin1',
    );
  },
};

/** The request's bytes, framed as the draft says. */
function write({ method, target, headers, body, framing, version }: Draft): Buffer {
  const has = (name: string): boolean => headers.some(([key]) => key === name || key === `X-No-${name}`);
  const lines = [`${method} ${target} ${version}`];
  if (!has('Host')) lines.push('Host: 127.0.0.1');
  if (!has('Authorization')) lines.push(`Authorization: ${PLACEHOLDERS.auth}`);
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (framing === 'length' && !has('Content-Length')) lines.push(`Content-Length: ${body.length}`);
  if (framing === 'chunked' && !has('Transfer-Encoding')) lines.push('Transfer-Encoding: chunked');
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (framing !== 'chunked') return Buffer.concat([head, body]);
  const half = body.length >> 1;
  const chunks = [body.subarray(0, half), body.subarray(half)].filter((chunk) => chunk.length > 0);
  const written = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([head, ...written, Buffer.from('0\r\n\r\n')]);
}

/** A conversation, most of its requests good. */
export function drawConversation(random: Random): FuzzCase<readonly Step[]> {
  const how: string[] = [];
  const name = encodeURIComponent(random.pick(NAMES));
  const drafts = random.pick(CONVERSATIONS)(random, random.pick(FOLDERS), name);
  const share = random.pick([0, 0.3, 0.3, 0.7]);
  const steps = drafts.map((step): Step => {
    const isSpoilt = random.chance(share);
    for (let change = isSpoilt ? random.pick([1, 1, 2, 3]) : 0; change > 0; change--) {
      const [mutation, apply] = random.pick(Object.entries(MUTATIONS));
      how.push(mutation);
      apply(random, step);
    }
    let bytes = write(step);
    if (isSpoilt && random.chance(0.35)) {
      const [mutation, apply] = random.pick(Object.entries(WIRE));
      how.push(mutation);
      bytes = apply(random, bytes);
    }
    const isAborted = random.chance(0.03);
    if (isAborted) how.push('abort');
    return {
      bytes,
      pieces: random.pick([1, 1, 1, 2, 5]),
      abortAt: isAborted ? random.integer(0, bytes.length - 1) : null,
      isGood: !isSpoilt && !isAborted,
      sha256: isSpoilt || step.method !== 'PUT' ? null : createHash('sha256').update(step.body).digest('hex'),
    };
  });
  return { input: steps, how: how.length > 0 ? how : ['none'] };
}
