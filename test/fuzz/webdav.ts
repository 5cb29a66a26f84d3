/** The WebDAV door: each request has an answer of a known kind, and what is kept is what was acknowledged, in the account's own folders. */
import type { Area } from './area.ts';
import { drawConversation, PLACEHOLDERS, type Step } from './webdav-cases.ts';
import { answered, type DoorUnderFuzz, openFuzzDoor, SECRET } from './webdav-door.ts';
import { type Connection, connectTo, readAnswers, type WireAnswer } from './wire.ts';

/** What the door may say (docs/webdav.md). No 500, and nothing of 503 and 507: all is well behind it. */
const DOOR_STATUSES = [200, 201, 204, 206, 207, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 416, 417, 423, 429];
/** What Node says itself to what is no HTTP, or too much of it. */
const NODE_STATUSES = [400, 413, 417, 431];
/** What a request in good form is not told, whatever was said before. */
const NEVER_FOR_GOOD = [400, 401, 413, 415, 417, 429, 431];

/** The area, on drop folders in memory or in PostgreSQL. */
export async function webdavArea(kind: 'memory' | 'postgres' = 'memory'): Promise<Area<readonly Step[]>> {
  const door = await openFuzzDoor(kind);
  return {
    name: kind === 'memory' ? 'webdav' : 'webdav-postgres',
    draw: drawConversation,
    judge: (steps) => judgeConversation(door, steps),
    settle: () => mustBeWell(door),
    close: () => door.close(),
    show: (steps) => Buffer.concat(steps.flatMap(({ bytes }) => [bytes, Buffer.from('\n-----\n')])),
  };
}

interface Seen {
  token: string;
  etag: string;
}

/** Holds a conversation on a door of its own. The words are the statuses that were answered. */
async function judgeConversation(door: DoorUnderFuzz, steps: readonly Step[]): Promise<readonly string[]> {
  door.renew();
  const before = { kept: door.kept.length, copies: door.copies() };
  const seen: Seen = { token: 'opaquelocktoken:none', etag: '"none"' };
  const words: string[] = [];
  const counts = { acknowledged: 0, copied: 0, unsaid: 0 };
  let connection: Connection | null = null;
  for (const step of steps) {
    connection ??= await connectTo(door.port, door.watch);
    const isLost = await take(door, connection, step, seen, words);
    if (!isLost) continue;
    tally(connection, counts);
    connection = null;
  }
  if (connection) {
    mustHaveSaid(connection, await connection.end(), true);
    tally(connection, counts);
  }
  await door.quiet();
  const kept = door.kept.length - before.kept;
  if (kept < counts.acknowledged || kept > counts.acknowledged + counts.unsaid)
    throw new Error(`${counts.acknowledged} deposits were acknowledged (${counts.unsaid} perhaps), ${kept} kept`);
  const copies = door.copies() - before.copies;
  if (copies < counts.copied || copies > counts.copied + counts.unsaid)
    throw new Error(`${counts.copied} copies were acknowledged, ${copies} made`);
  const unfinished = await door.unfinished();
  if (unfinished.length > 0) throw new Error(`left in the spool: ${unfinished.join(', ')}`);
  if (door.wrongs.length > 0) throw new Error(door.wrongs.join('\n'));
  await door.clear();
  return words;
}

/** One step; true when its connection is of no more use. */
async function take(
  door: DoorUnderFuzz,
  connection: Connection,
  step: Step,
  seen: Seen,
  words: string[],
): Promise<boolean> {
  const bytes = fill(step.bytes, { ...seen, auth: door.authorization });
  const keptBefore = door.kept.length;
  if (step.abortAt !== null) {
    await connection.say(bytes.subarray(0, Math.min(step.abortAt, bytes.length - 1)), step.pieces);
    await connection.abort();
    words.push('gone');
    return true;
  }
  const how = await connection.say(bytes, step.pieces);
  if (step.isGood && how !== 'answered') throw new Error(`a good request was not answered: ${how}`);
  // What a spoilt request leaves on the connection must not spoil the next one.
  const wire = step.isGood ? connection.received() : await connection.end();
  const answers = mustHaveSaid(connection, wire, step.isGood);
  const last = answers.at(-1);
  words.push(last === undefined || how === 'waiting' ? how : String(last.status));
  if (step.isGood && last !== undefined && NEVER_FOR_GOOD.includes(last.status))
    throw new Error(`a good request was answered ${last.status}: ${last.body}`);
  for (const { headers } of answers) {
    seen.token = headers.get('lock-token')?.replace(/[<>]/g, '') ?? seen.token;
    seen.etag = headers.get('etag') ?? seen.etag;
  }
  if (step.sha256 !== null && (last?.status === 201 || last?.status === 204)) {
    // What an earlier, lost connection had sent whole may be kept meanwhile: the counts at the end know of it.
    const kept = door.kept.slice(keptBefore).map(({ sha256 }) => sha256);
    if (!kept.includes(step.sha256)) throw new Error(`${step.sha256} was acknowledged, ${kept} kept`);
  }
  return !step.isGood || last?.headers.get('connection') === 'close';
}

function fill(bytes: Buffer, values: Seen & { readonly auth: string }): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, end < 0 ? bytes.length : end).toString('latin1');
  const filled = (['auth', 'token', 'etag'] as const).reduce(
    (text, name) => text.replaceAll(PLACEHOLDERS[name], values[name]),
    head,
  );
  return Buffer.concat([Buffer.from(filled, 'latin1'), end < 0 ? Buffer.alloc(0) : bytes.subarray(end)]);
}

/** Throws unless what came over the wire is what the server answered, in order and in known words. */
function mustHaveSaid(connection: Connection, bytes: Buffer, isGood: boolean): WireAnswer[] {
  if (bytes.includes(SECRET)) throw new Error('a neighbour’s file was read');
  // What Node refuses by itself is no exchange of the door.
  const exchanges = connection.side.exchanges.filter(({ res }) => res.statusCode !== 417);
  // Every answer of the door says this, and none of Node's own does.
  const isOfDoor = (headers: ReadonlyMap<string, string>): boolean => headers.has('x-content-type-options');
  let met = 0;
  const answers = readAnswers(bytes, (headers) => isOfDoor(headers) && exchanges[met++]?.req.method === 'HEAD');
  let said = 0;
  for (const answer of answers) {
    const known = isOfDoor(answer.headers) ? DOOR_STATUSES : NODE_STATUSES;
    if (!known.includes(answer.status))
      throw new Error(`status ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
    if (!answer.isWhole && (isGood || answer !== answers.at(-1))) throw new Error('an answer broke off');
    if (isOfDoor(answer.headers) && exchanges[said++]?.res.statusCode !== answer.status)
      throw new Error(`the wire says ${answer.status}, the server another status`);
  }
  const begun = answered(exchanges).length;
  // Who sends noise right behind a request loses its answer with the connection.
  if (isGood && said < begun) throw new Error(`${begun} answers were begun, ${said} arrived`);
  return answers;
}

/** What the server has acknowledged on a connection that is over, and what it may have done without being able to say so. */
function tally(connection: Connection, counts: { acknowledged: number; copied: number; unsaid: number }): void {
  for (const { req, res } of connection.side.exchanges) {
    const { method } = req;
    const isDone = res.headersSent && (res.statusCode === 201 || res.statusCode === 204);
    if ((method === 'PUT' && isDone) || (method === 'LOCK' && res.headersSent && res.statusCode === 201))
      counts.acknowledged += 1;
    else if (method === 'COPY' && isDone) counts.copied += 1;
    else if (!res.headersSent) counts.unsaid += 1;
  }
}

/** Throws unless the door serves a good client now, and left nothing lying about. */
async function mustBeWell(door: DoorUnderFuzz): Promise<void> {
  door.renew();
  const before = door.kept.length;
  const connection = await connectTo(door.port, door.watch);
  const body = `<ExportEmploiDuTemps n="${before}"/>`;
  const good: readonly (readonly [status: number, head: string, body: string])[] = [
    [201, `PUT /webdav/4817/temoin.xml HTTP/1.1\r\nContent-Length: ${body.length}`, body],
    [200, 'GET /webdav/4817/temoin.xml HTTP/1.1', ''],
    [207, 'PROPFIND /webdav/4817/ HTTP/1.1\r\nDepth: 1', ''],
    [204, 'DELETE /webdav/4817/temoin.xml HTTP/1.1', ''],
  ];
  for (const [index, [status, head, sent]] of good.entries()) {
    await connection.say(Buffer.from(`${head}\r\nHost: x\r\nAuthorization: ${door.authorization}\r\n\r\n${sent}`), 1);
    const answer = mustHaveSaid(connection, connection.received(), true)[index];
    if (answer?.status !== status) throw new Error(`a good ${head.slice(0, 9)} was answered ${answer?.status}`);
    if (status === 200 && answer.body.toString() !== body) throw new Error('another file was read');
    if (status === 207 && !answer.body.includes('temoin.xml')) throw new Error('the file is not listed');
  }
  await connection.end();
  await door.quiet();
  if (door.kept.length !== before + 1) throw new Error(`one good deposit, ${door.kept.length - before} kept`);
  const litter = await door.litter();
  if (litter.length > 0) throw new Error(`left in the spool: ${litter.slice(0, 5).join(', ')}`);
  const journalled = await door.journalled();
  if (journalled !== door.kept.length + door.copies())
    throw new Error(`${door.kept.length} deposits and ${door.copies()} copies, ${journalled} in the journal`);
  door.renew();
}
