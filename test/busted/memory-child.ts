/** Meets one hostile input in a process of its own and prints how it ended, how long it took and by how much memory grew. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatsFor, readExport } from '../../src/adapters/formats/recognise.ts';
import { partnerKeysIn } from '../../src/adapters/keys/key-folder.ts';
import { openFolderSpool } from '../../src/adapters/spool/folder.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createDoor } from '../../src/adapters/webdav/server.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { NO_CALENDAR } from '../../src/domain/ports.ts';
import { createFakeDropFolders } from '../support/fake-drop-folders.ts';
import { LARGE_WEEKS } from '../support/large-files.ts';

const [, , mode = '', file = '', keys = ''] = process.argv;

/** Megabytes of the largest this process has been. Linux counts into maxRSS what the parent was when it forked. */
function peak(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) / 1_024;
}

function print(told: object): void {
  console.log(JSON.stringify(told));
}

async function readIn(): Promise<void> {
  const good = writeEdtBytes(inventSchool({ seed: 'memory', size: 'small' }));
  const once = async function* (): AsyncGenerator<Uint8Array> {
    yield good;
  };
  // The good one first: code and its compilation are not what is measured.
  await readExport({ size: good.length, open: once }, new FindingLog());
  const before = peak();
  const at = performance.now();
  const source = { size: statSync(file).size, open: (range?: object) => createReadStream(file, { ...range }) };
  const outcome = await readExport(source, new FindingLog());
  print({ end: isStop(outcome) ? outcome.reason : 'read', megabytes: peak() - before, ms: performance.now() - at });
}

/** A large file of any format, in the weeks that come with it and with the keys of a folder. */
async function readLarge(): Promise<void> {
  const before = peak();
  const source = { size: statSync(file).size, open: (range?: object) => createReadStream(file, { ...range }) };
  const options = { formats: formatsFor(partnerKeysIn(keys)), calendar: { ...NO_CALENDAR, weekCalendar: LARGE_WEEKS } };
  const outcome = await readExport(source, new FindingLog(), options);
  const told = isStop(outcome) ? { end: outcome.reason, courses: 0 } : { end: 'read', courses: outcome.courses.length };
  print({ ...told, megabytes: peak() - before });
}

/** A door for its parent, which tells by a line on standard input when it has done its worst. */
async function serve(): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'carillon-memory-'));
  const clock = { now: () => Date.now() };
  const fake = createFakeDropFolders(clock);
  fake.addSite(4817, []);
  fake.addAccount({ siteId: 4817, login: 'emp.a.b', password: 'secret', uploadOnly: false });
  const nothing = (): void => undefined;
  const door = createDoor({
    folders: fake.folders,
    spool: await openFolderSpool(root),
    clock,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    limits: { maxBytes: 200 * 1024 * 1024 },
    peerOf: createPeerReader([], 'x-forwarded'),
  });
  const server = createServer({ requestTimeout: 0 }, (req, res) => void door(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  print({ port: (server.address() as AddressInfo).port });
  process.stdin.on('data', async (line: Buffer) => {
    if (line.toString().startsWith('peak')) return print({ peak: peak(), deposits: fake.journal().length });
    server.closeAllConnections();
    server.close();
    process.stdin.destroy();
    await rm(root, { recursive: true, force: true });
  });
}

await (mode === 'read' ? readIn() : mode === 'large' ? readLarge() : serve());
