/** The built daemon from the outside: deposits by curl and by a shared folder, logs, API, shutdown; on PostgreSQL alone and on Redis. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { changeRooms, deleteServices, moveCourse, replaceTeacher } from '../../src/demo/school/mutate.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { Credentials, Listing, RunItem, SessionItem } from '../../src/domain/administration.ts';
import { isEnded } from '../../src/domain/model/run.ts';
import { depositByCurl } from '../support/curl.ts';
import { command, type Daemon, json, startDaemon } from '../support/daemon.ts';
import { describeWith } from '../support/machine.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { makeSite, newInstallation } from '../support/school-site.ts';

const SITE = 4817;
const school = inventSchool({ seed: 'daemon', size: 'small' });

/** Asks the API until the answer is what is waited for. */
async function until<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function suite(title: string, environmentOf: () => Readonly<Record<string, string>>): void {
  describe(title, () => {
    const installation = newInstallation();
    let environment: Readonly<Record<string, string>>;
    let account: Credentials;
    let daemon: Daemon;
    let token: string;

    const api = async <T>(route: string): Promise<T> => {
      const answer = await fetch(`${daemon.url}/api/v1${route}`, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status, route).toBe(200);
      return (await answer.json()) as T;
    };
    const newest = async (): Promise<RunItem | undefined> =>
      (await api<Listing<RunItem>>(`/sites/${SITE}/runs?limit=1`)).items[0];
    const settled = (name: string): Promise<RunItem | undefined> =>
      until(newest, (one) => one?.filename === name && (isEnded(one.status) || one.status === 'held'));
    const curl = async (name: string, text: string): Promise<string> => {
      const file = path.join(installation.folder, name);
      writeFileSync(file, text);
      const url = daemon.url.replace('://', `://${account.login}:${account.password}@`);
      return await depositByCurl(file, `${url}/webdav/${SITE}/`);
    };

    beforeAll(async () => {
      environment = {
        ...installation.environment,
        ...environmentOf(),
        CARILLON_CONFIG: path.join(installation.folder, 'carillon.json'),
      };
      writeFileSync(environment.CARILLON_CONFIG ?? '', JSON.stringify({ deposit: { stableSeconds: 0.3 } }));
      account = await makeSite({ ...installation, environment }, school, SITE);
      token = (await json<{ token: string }>(['token', 'create', '--site', String(SITE), '--read-only'], environment))
        .token;
      daemon = await startDaemon(environment);
    });
    afterAll(async () => {
      await daemon.stop();
      installation.remove();
    });

    it('turns a deposit by curl into dated sessions', async () => {
      expect(await curl('EDT_1.xml', writeEdt(moveCourse(school)))).toBe('201');
      const done = await settled('EDT_1.xml');
      expect(done).toMatchObject({ status: 'integrated', trigger: 'automatic', account: account.login });
      const sessions = await api<Listing<SessionItem>>(
        `/sites/${SITE}/sessions?from=2026-12-07&to=2026-12-07&limit=500`,
      );
      expect(sessions.total).toBeGreaterThan(10);
      expect(sessions.items[0]?.startsAt).toMatch(/^2026-12-07T0\d:\d\d:00\+01:00$/);
    });

    it('holds what breaches a threshold and refuses what is broken', async () => {
      expect(await curl('EDT_2.xml', writeEdt(deleteServices(school, 60)))).toBe('201');
      expect((await settled('EDT_2.xml'))?.status).toBe('held');
      expect(await curl('EDT_3.xml', writeEdt(school).slice(0, 40_000))).toBe('201');
      expect(await settled('EDT_3.xml')).toMatchObject({ status: 'rejected', reason: 'companion' });
    });

    it('takes a file that reaches the drop tree by another road, once it is complete', async () => {
      const folder = path.join(environment.CARILLON_DATA ?? '', 'drop', String(SITE), account.login);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'EDT_4.xml.part'), writeEdt(replaceTeacher(school)));
      renameSync(path.join(folder, 'EDT_4.xml.part'), path.join(folder, 'EDT_4.xml'));
      expect(await settled('EDT_4.xml')).toMatchObject({ status: 'integrated', account: account.login });
    });

    it('answers readiness, liveness and metrics', async () => {
      expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
      expect(await (await fetch(`${daemon.url}/readyz`)).json()).toMatchObject({ status: 'ready' });
      expect(await (await fetch(`${daemon.url}/metrics`)).text()).toMatch(
        /^carillon_runs_ended_total\{status="integrated",trigger="automatic"\} [1-9]/m,
      );
    });

    it('logs each step of a run with its id and site, and neither passwords nor names', () => {
      const ofRuns = daemon.lines.filter((line) => line.run !== undefined && line.step !== undefined);
      const steps = new Set(ofRuns.map((line) => line.step));
      expect([...steps].sort()).toEqual(['deposit', 'groups', 'sessions', 'thresholds', 'validate']);
      for (const line of ofRuns) {
        expect(line).toMatchObject({ site: SITE, level: 'info', outcome: expect.any(String), ms: expect.any(Number) });
      }
      expect(daemon.output()).not.toContain(account.password);
      expect(daemon.output()).not.toContain(Buffer.from(`${account.login}:${account.password}`).toString('base64'));
      for (const person of [...school.students.slice(0, 40), ...school.teachers]) {
        expect(daemon.output()).not.toMatch(new RegExp(`\\b${person.lastName}\\b`));
      }
    });

    it('stops on SIGTERM with what it was doing finished or handed back, and starts again', async () => {
      for (let number = 0; number < 5; number++)
        expect(await curl(`EDT_stop${number}.xml`, writeEdt(changeRooms(school, number + 1)))).toBe('201');
      expect(await daemon.stop()).toBe(0);
      expect(existsSync(path.join(environment.CARILLON_DATA ?? '', 'postgres/data/postmaster.pid'))).toBe(false);
      daemon = await startDaemon(environment);
      const { items } = await until(
        () => api<Listing<RunItem>>(`/sites/${SITE}/runs?limit=200`),
        (list) => list.items.every((one) => isEnded(one.status)),
      );
      for (let number = 0; number < 5; number++) {
        const own = items.filter((one) => one.filename === `EDT_stop${number}.xml`);
        expect(own).toHaveLength(1);
        expect(own[0]?.status).toMatch(/^(integrated|unchanged)$/);
      }
    });

    it('has its history on the command line too, while it runs', async () => {
      const listed = await command(['runs', '--site', String(SITE)], environment);
      expect(listed.status).toBe(0);
      expect(listed.stdout).toContain('integrated');
    });
  });
}

suite('the daemon with nothing installed', () => ({}));

describeWith('redis-server', 'the daemon with REDIS_URL', (program) => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis(program);
  });
  afterAll(() => redis.close());
  suite('on Redis', () => ({ REDIS_URL: redis.url }));
});
