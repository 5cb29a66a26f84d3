/** kill -9 of daemon and worker at random moments during 50 deposits: nothing acknowledged is lost, every run ends once. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { cancelWeeks, changeRooms, moveCourse, replaceTeacher } from '../../src/demo/school/mutate.ts';
import { randomFrom } from '../../src/demo/school/random.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import type { Listing, RunItem } from '../../src/domain/administration.ts';
import { isEnded } from '../../src/domain/model/run.ts';
import type { ImportReport } from '../../src/domain/report/report.ts';
import { type Daemon, json, startDaemon } from '../support/daemon.ts';
import { basic, makeSite, newInstallation } from '../support/school-site.ts';

const SITE = 4817;
const DEPOSITS = 50;
const KILLS = Number(process.env.CARILLON_KILLS ?? 3);

describe('kill -9 during deposits', () => {
  const school = inventSchool({ seed: 'kill', size: 'small' });
  const versions = [
    writeEdt(school),
    writeEdt(changeRooms(school, 3)),
    writeEdt(moveCourse(school)),
    writeEdt(replaceTeacher(school)),
    writeEdt(cancelWeeks(school, 2)),
  ];
  const installation = newInstallation();
  const { environment } = installation;
  const acknowledged = new Map<string, number>();
  let authorization = '';
  let daemon: Daemon;

  beforeAll(async () => {
    authorization = basic(await makeSite(installation, school, SITE));
    daemon = await startDaemon(environment);
  });
  afterAll(async () => {
    await daemon.stop();
    installation.remove();
  });

  it('keeps every acknowledged deposit, with one run each', async () => {
    const random = randomFrom('moments');
    const killAfter = new Set<number>();
    while (killAfter.size < KILLS) killAfter.add(random.integer(3, DEPOSITS - 3));
    for (let number = 0; number < DEPOSITS; number++) {
      const version = number % versions.length;
      const name = `export-${number}.xml`;
      const upload = fetch(`${daemon.url}/webdav/${SITE}/${name}`, {
        method: 'PUT',
        headers: { authorization },
        body: versions[version] ?? '',
      });
      // The moment of death: somewhere in this upload, or in whatever the worker does meanwhile.
      const death = killAfter.has(number) ? delay(random.integer(0, 60)).then(() => daemon.kill()) : null;
      const status = await upload.then(
        (answer) => answer.status,
        () => null,
      );
      if (status === 201) acknowledged.set(name, version);
      else expect(death, `deposit ${number} was answered ${status} by a living daemon`).not.toBeNull();
      await death;
      if (death !== null) daemon = await startDaemon(environment);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(DEPOSITS - KILLS);

    const runs = await allEnded(environment);
    const automatic = runs.filter((run) => run.trigger === 'automatic');
    for (const name of acknowledged.keys()) {
      const own = automatic.filter((run) => run.filename === name);
      expect(own, `runs of ${name}`).toHaveLength(1);
      expect(own[0]?.status, name).toMatch(/^(integrated|integrated-with-alerts|unchanged|superseded)$/);
    }
    expect(automatic.filter((run) => run.status === 'failed')).toEqual([]);
  });

  it('has exactly the sessions of the last applied file', async () => {
    const { items } = await json<Listing<RunItem>>(['runs', '--site', String(SITE), '--limit', '200'], environment);
    const last = items.find((run) => run.status === 'integrated' || run.status === 'integrated-with-alerts');
    const version =
      versions[
        acknowledged.get(last?.filename ?? '') ?? Number(/\d+/.exec(last?.filename ?? '')?.[0]) % versions.length
      ] ?? '';
    const file = path.join(installation.folder, 'last.xml');
    writeFileSync(file, version);
    const report = await json<ImportReport>(['check', '--site', String(SITE), file], environment);
    expect(report.run.status).toBe('unchanged');
    expect(report.changes.sessions).toMatchObject({ created: 0, modified: 0, deleted: 0, cancelled: 0 });
    expect(report.changes.services).toMatchObject({ created: 0, modified: 0, deleted: 0 });
    expect(report.changes.memberships).toMatchObject({ created: 0, modified: 0, deleted: 0 });
  });
});

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until no run waits or is carried any more. */
async function allEnded(environment: Readonly<Record<string, string>>): Promise<readonly RunItem[]> {
  for (;;) {
    const { items } = await json<Listing<RunItem>>(['runs', '--site', String(SITE), '--limit', '200'], environment);
    if (items.every((run) => isEnded(run.status))) return items;
    await delay(200);
  }
}
