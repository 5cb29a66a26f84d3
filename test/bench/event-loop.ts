/** How long the web process stands still while a large lycée is imported beside it, large files come in and the largest pages are looked at. */
import { once } from 'node:events';
import { Agent } from 'node:http';
import { createConnection } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { writeEdt, writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { servicesOf } from '../../src/demo/school/model.ts';
import { changeRoomsOf, deleteServices } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { json, startDaemon } from '../support/daemon.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';
import { createVisitor } from '../support/visitor.ts';
import type { BenchResult } from './measure.ts';
import { put, type Target } from './puts.ts';

const SITE = 4817;
const ROUNDS = 5;
/** Nobody who waits for a page notices less. */
const TARGET_MS = 50;
const PRELOAD = pathToFileURL(path.join(import.meta.dirname, '../support/loop-delay.mjs')).href;

interface Delay {
  readonly max: number;
  readonly p99: number;
}

/** For each kind of work the longest standstill, which has the target, and what 99 of a hundred timers do not exceed. */
export async function benchEventLoop(): Promise<BenchResult[]> {
  const installation = newInstallation();
  const school = inventSchool({ seed: 'bench', size: 'lycee' });
  try {
    const { environment, folder } = installation;
    const authorization = basic(await makeSite(installation, school, SITE));
    const { token } = await json<{ token: string }>(['token', 'create', '--site', String(SITE)], environment);
    const email = 'claire.petit@ecole.example';
    const { password = '' } = await json<{ password?: string }>(
      ['manager', 'create', '--site', String(SITE), '--email', email],
      environment,
    );
    const daemon = await startDaemon({
      ...environment,
      NODE_OPTIONS: `--import=${PRELOAD}`,
      CARILLON_TEST_LOOP: folder,
    });
    try {
      const api = { authorization: `Bearer ${token}` };
      const target: Target = {
        port: Number(new URL(daemon.url).port),
        folder: `/webdav/${SITE}`,
        headers: { authorization, 'content-type': 'application/xml' },
      };
      // A connection of its own for each: one that was kept may have been closed while an import was waited for.
      const deposit = async (name: string, bytes: Buffer): Promise<void> => {
        const agent = new Agent({ keepAlive: false });
        await put(target, agent, name, [bytes], bytes.length).finally(() => agent.destroy());
      };
      /** The newest run, once it has come to rest. */
      const settled = async (): Promise<string> => {
        for (;;) {
          const answer = await fetch(`${daemon.url}/api/v1/sites/${SITE}/runs?limit=1`, { headers: api });
          const { items } = (await answer.json()) as { items: { id: string; status: string }[] };
          const [run] = items;
          if (run && !['received', 'running'].includes(run.status)) return run.id;
          await pause(100);
        }
      };
      const visitor = createVisitor(daemon.url);
      await visitor.signIn(email, password);
      const look = async (address: string): Promise<void> => {
        const { status } = await visitor.ask(`/sites/${SITE}${address}`);
        if (status !== 200) throw new Error(`${address} is answered ${status}`);
      };
      const check = async (): Promise<void> => {
        const body = new FormData();
        body.append('file', new File([writeEdt(changeRoomsOf(school, 2))], 'EDT.xml'));
        const answer = await fetch(`${daemon.url}/api/v1/sites/${SITE}/check`, { method: 'POST', headers: api, body });
        if (answer.status !== 200) throw new Error(`the check is answered ${answer.status}`);
      };
      const changed = writeEdtBytes(changeRoomsOf(school, 1), { identSeed: 'another save' });
      const large = writeEdtBytes(inventSchool({ seed: 'bench', size: 'huge', uai: '0990009Z' }));
      const blocked = writeEdtBytes(deleteServices(school, Math.floor(servicesOf(school).size / 2) + 1));

      // What is compiled and filled at first is no work of every day.
      await deposit('first.xml', writeEdtBytes(school, { identSeed: 'warm' }));
      await settled();
      await look('');
      const results: BenchResult[] = [];
      const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
        await delayOf(folder, daemon.pid);
        await work();
        results.push(...resultsOf(name, await delayOf(folder, daemon.pid)));
      };
      await measure('import', async () => {
        await deposit('changed.xml', changed);
        await settled();
      });
      await measure('check', check);
      await measure('deposit-50mb', () => deposit('large.xml', large));
      await settled();
      await deposit('blocked.xml', blocked);
      const held = await settled();
      const pages = ['', `/runs/${held}`, `/runs/${held}/changes`, `/runs/${held}/changes/sessions`, '/timetable'];
      const all = [...pages, '/matches', '/directory', '/thresholds', '/messages', '/accounts', '/audit'];
      for (const page of [...all, `/runs/${held}/week`]) await look(page);
      await measure('pages', async () => {
        for (let round = 0; round < ROUNDS; round++) for (const page of all) await look(page);
      });
      await measure('week-before-and-after', async () => {
        for (let round = 0; round < ROUNDS; round++) await look(`/runs/${held}/week`);
      });
      return results;
    } finally {
      await daemon.stop();
    }
  } finally {
    installation.remove();
  }
}

/** Since it was last asked. */
async function delayOf(folder: string, pid: number): Promise<Delay> {
  const socket = createConnection(path.join(folder, `${pid}.sock`));
  await once(socket, 'connect');
  return JSON.parse(await text(socket)) as Delay;
}

function resultsOf(name: string, { max, p99 }: Delay): BenchResult[] {
  const rounded = (ms: number): number => Math.round(ms * 10) / 10;
  return [
    { name: `event-loop ${name}`, value: rounded(max), unit: 'ms', target: TARGET_MS, met: max <= TARGET_MS },
    { name: `event-loop ${name}, p99`, value: rounded(p99), unit: 'ms' },
  ];
}
