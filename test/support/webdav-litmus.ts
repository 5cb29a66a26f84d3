/** litmus before a drop folder: a proxy that maps /litmus/ onto it, and the reading of litmus' report. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { LOGIN, type TestDoor } from './webdav-door.ts';

const INSIDE = '/webdav/4817/';
const OUTSIDE = '/litmus/';

/** Collections that the proxy says to have made: their name, and the path that they are mapped onto. */
export type Collections = Readonly<Record<string, string>>;

/**
 * A drop folder can be neither made nor deleted, and litmus begins with both: this proxy answers those two itself and
 * hands on all else, with the path renamed in URLs, headers and answers. `makeBelieve` are more collections that it
 * says to have made, so that litmus goes on to tests that it would skip; one may be mapped onto an establishment's folder.
 */
async function startProxy(door: TestDoor, makeBelieve: Collections): Promise<Server> {
  const pairs = [
    ...Object.entries(makeBelieve).map(([name, inside]) => [OUTSIDE + name, inside] as const),
    [OUTSIDE, INSIDE] as const,
  ];
  const rename = (text: string): string =>
    pairs.reduce((renamed, [outside, inside]) => renamed.replaceAll(outside, inside), text);
  const nameBack = (text: string): string =>
    pairs.reduce((renamed, [outside, inside]) => renamed.replaceAll(inside, outside), text);
  const forward = (req: IncomingMessage, res: ServerResponse): void => {
    const isPretended =
      req.url === OUTSIDE || Object.keys(makeBelieve).some((name) => req.url === `${OUTSIDE}${name}/`);
    if (isPretended && (req.method === 'MKCOL' || req.method === 'DELETE')) {
      req.resume();
      res.writeHead(req.method === 'MKCOL' ? 201 : 404).end();
      return;
    }
    const headers = { ...req.headers };
    for (const name of ['destination', 'if']) {
      const value = headers[name];
      if (typeof value === 'string') headers[name] = rename(value);
    }
    const onward = request({
      port: door.port,
      host: '127.0.0.1',
      method: req.method,
      path: rename(req.url ?? ''),
      headers,
    });
    onward.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const isXml = String(answer.headers['content-type']).includes('xml; charset');
        const body = isXml ? Buffer.from(nameBack(bytes.toString())) : bytes;
        const { 'content-length': length, ...rest } = answer.headers;
        const sized =
          length === undefined || req.method === 'HEAD' ? answer.headers : { ...rest, 'content-length': body.length };
        res.writeHead(answer.statusCode ?? 500, sized).end(body);
      });
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  };
  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export interface LitmusReport {
  readonly suite: string;
  /** `name: pass`, `name: FAIL` or `name: SKIPPED`, in the order of the run; a warning is noted. */
  readonly results: readonly string[];
  readonly output: string;
}

/** Runs one of litmus' programs (basic, copymove, props, locks, http) against the drop folder of the door. */
export async function runLitmus(
  door: TestDoor,
  suite: string,
  password: string,
  makeBelieve: Collections = {},
): Promise<LitmusReport> {
  const proxy = await startProxy(door, makeBelieve);
  const bound = proxy.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-litmus-'));
  const child = execFile('litmus', ['-k', `http://127.0.0.1:${port}/`, LOGIN, password], {
    cwd: folder,
    env: { ...process.env, TESTS: suite },
  });
  let output = '';
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    output += text;
  });
  await once(child, 'close');
  proxy.closeAllConnections();
  proxy.close();
  await rm(folder, { recursive: true, force: true });
  return { suite, results: readResults(output), output };
}

/** Tests are numbered lines that end in their result; a result may follow warnings, on a line of dots alone. */
function readResults(output: string): readonly string[] {
  const results: string[] = [];
  let name = '';
  let isWarned = false;
  for (const line of output.split(/[\r\n]+/)) {
    name = /^\s*\d+\. (\w+)/.exec(line)?.[1] ?? name;
    if (line.includes('WARNING:')) isWarned = true;
    const result = /^\s*(?:\d+\. \w+)?\.*\s+(pass|FAIL|SKIPPED)\b/.exec(line)?.[1];
    if (result === undefined) continue;
    results.push(`${name}: ${result}${isWarned ? ' (warning)' : ''}`);
    isWarned = false;
  }
  return results;
}
