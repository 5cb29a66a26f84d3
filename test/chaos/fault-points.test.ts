/** kill -9 at every named step of a deposit, of a run and of a letter: what was acknowledged has one run, one effect, one letter. */
import path from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdt } from '../../src/demo/school/edt-writer.ts';
import { deleteServices } from '../../src/demo/school/mutate.ts';
import {
  allEnded,
  briskConfig,
  expectNothingLost,
  expectStoredIsLastApplied,
  journalOf,
  makeVictim,
  patientPool,
  unfinishedIn,
  until,
  type Victim,
} from '../support/chaos.ts';
import { type Daemon, freePort, startDaemon } from '../support/daemon.ts';
import { createFaults, type Fault, type Faults } from '../support/fault.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { headerOf, startSmtp, type TestSmtp } from '../support/smtp.ts';

const PUT = 'PUT /webdav/';
const BEGUN = "^sql update runs set status = 'running'";
const ENDED = '^sql update runs set status = \\$2, reason';
const DEPOSIT = '^sql with asked as .* insert into deposits';

/** Where the process that answers deposits dies, and whether the client has its answer by then. */
const DEPOSIT_POINTS: Readonly<Record<string, Fault>> = {
  'before the first byte': { at: '^fs open .*/spool/tmp/.*/' },
  'in the middle of the bytes': { at: '^fs write .*/spool/tmp/', when: 'sent' },
  'when all bytes are written, none synced': { at: '^fs sync .*/spool/tmp/' },
  'when the bytes are synced': { at: '^fs sync .*/spool/tmp/', when: 'after' },
  'when the file has its name, the folder not synced': { at: '^fs rename .*/spool/tmp/', when: 'after' },
  'sealed, before the journal': { at: DEPOSIT },
  'while the journal commits': { at: DEPOSIT, when: 'sent' },
  'journalled, before the queue': { at: DEPOSIT, when: 'after' },
  'while the queue takes the job': { at: '^sql .*add_job', since: DEPOSIT, when: 'sent' },
  'before the answer': { at: `^http 20[14] ${PUT}` },
  'after the answer': { at: `^http 20[14] ${PUT}`, when: 'after' },
};

/** Where the worker dies while it carries a run that will be integrated. */
const RUN_POINTS: Readonly<Record<string, Fault>> = {
  'with the job, before the lock': { at: '^sql with lock as materialized' },
  'with the lock, before the run begins': { at: BEGUN },
  'while the run begins': { at: BEGUN, when: 'sent' },
  'when the run has begun': { at: BEGUN, when: 'after' },
  'before its validation is noted': { at: '^sql update runs set scope', since: BEGUN },
  'when its validation is noted': { at: '^sql commit', since: '^sql update runs set scope', when: 'after' },
  'before thresholds': { at: '^sql update runs set steps', since: BEGUN },
  'before groups': { at: '^sql update runs set steps', since: BEGUN, nth: 2 },
  'as the apply transaction begins': {
    at: '^sql select applied_version as version from sites',
    since: BEGUN,
    when: 'after',
  },
  'with groups written': { at: '^sql select id, digest from session_contents', since: BEGUN },
  'with sessions written': { at: '^sql update sites set applied_version', since: BEGUN },
  'with the base moved on': { at: '^sql insert into applied', since: BEGUN, when: 'after' },
  'with the ending written': { at: ENDED, since: BEGUN, when: 'after' },
  'before the commit': { at: '^sql commit', since: ENDED },
  'while it commits': { at: '^sql commit', since: ENDED, when: 'sent' },
  'after the commit': { at: '^sql commit', since: ENDED, when: 'after' },
  'before the lock is given back': { at: '^sql select pg_advisory_unlock', since: ENDED },
  'when the lock is given back': { at: '^sql select pg_advisory_unlock', since: ENDED, when: 'after' },
  'before the job is done': { at: '^sql -- Finish an active job', since: ENDED },
};

/** Where it dies after a technical trouble, on the way to another try. */
const TROUBLE_POINTS: Readonly<Record<string, Fault>> = {
  'before the next try is written': { at: "^sql update runs set status = 'received', steps = .* failures = " },
  'while the next try is written': {
    at: "^sql update runs set status = 'received', steps = .* failures = ",
    when: 'sent',
  },
  'when the next try is written': {
    at: "^sql update runs set status = 'received', steps = .* failures = ",
    when: 'after',
  },
};

const TOLD = '^sql insert into messages';
const CLAIM = '^sql with next as .* outbox';
const MARK = '^sql update outbox set sent_at';

/** Where it dies while a run is held and its managers are told; how often the letter then arrives. */
const LETTER_POINTS: Readonly<Record<string, readonly [Fault, number]>> = {
  'before what is to be told is committed': [{ at: '^sql commit', since: TOLD }, 1],
  'while it is committed': [{ at: '^sql commit', since: TOLD, when: 'sent' }, 1],
  'before the letter is claimed': [{ at: CLAIM, since: TOLD }, 1],
  'with the letter claimed': [{ at: CLAIM, since: TOLD, when: 'after' }, 1],
  // SMTP has no transactions: a sender that dies here cannot know, and sends the same Message-ID again.
  'with the letter sent, not marked': [{ at: MARK }, 2],
  'with the letter marked': [{ at: MARK, when: 'after' }, 1],
};

describe('kill -9 at each step', () => {
  let db: TestDatabase;
  let pool: Pool;
  let smtp: TestSmtp;
  let victim: Victim;
  let faults: Faults;
  let environment: Readonly<Record<string, string>>;
  let web: Daemon;
  let worker: Daemon;
  let number = 0;

  const spool = () => path.join(victim.environment.CARILLON_DATA ?? '', 'spool');
  const startWeb = async () => {
    web = await startDaemon(environment, 'web');
  };
  const startWorker = async () => {
    worker = await startDaemon(environment, 'worker');
  };
  /** The next file differs from the one before, so that it is applied. */
  const dropNext = async () => {
    number += 1;
    const name = `export-${number}.xml`;
    const status = await victim.deposit(web.url, name, victim.versions[number % victim.versions.length] ?? '');
    return { name, status };
  };
  const dies = (what: string) => until(`death ${what}`, () => faults.isMet(), 30_000);

  beforeAll(async () => {
    db = await startTestDatabase({ own: true });
    smtp = await startSmtp();
    pool = patientPool(db.url);
    victim = await makeVictim('points', { DATABASE_URL: db.url, CARILLON_CONFIG: briskConfig() });
    faults = createFaults(victim.installation.folder);
    environment = {
      ...victim.environment,
      ...faults.environment,
      CARILLON_PORT: String(await freePort()),
      CARILLON_SMTP_URL: smtp.url,
    };
    await startWeb();
    await startWorker();
  });
  afterAll(async () => {
    faults.mend();
    await web.stop();
    await worker.stop();
    await pool.end();
    await db.close();
    await smtp.close();
    victim.installation.remove();
  });

  describe('of a deposit', () => {
    it.each(Object.entries(DEPOSIT_POINTS))('%s', async (point, fault) => {
      faults.order({ ...fault, role: 'web' });
      const { name, status } = await dropNext();
      await dies(point);
      await web.kill();
      await startWeb();
      expect(unfinishedIn(spool())).toEqual([]);
      if (point === 'after the answer') expect(status).toBe(201);
      // A client that had no answer sends the file again, under the same name.
      if (status === null) expect(await victim.deposit(web.url, name, victim.contentOf(name))).toBeOneOf([201, 204]);
      await allEnded(pool);
    });

    it('and nothing is lost or done twice', async () => {
      await expectNothingLost(pool, victim);
      await expectStoredIsLastApplied(pool, victim);
    });
  });

  const survive = async (point: string) => {
    await dies(point);
    await worker.kill();
    await startWorker();
    await allEnded(pool);
  };

  describe('of a run', () => {
    it.each(Object.entries(RUN_POINTS))('%s', async (point, fault) => {
      faults.order({ ...fault, role: 'worker' });
      const { name, status } = await dropNext();
      expect(status).toBe(201);
      await survive(point);
      const runs = (await journalOf(pool)).filter((run) => run.name === name);
      expect(runs.map((run) => run.status)).toEqual(['integrated']);
      await expectStoredIsLastApplied(pool, victim);
    });
  });

  describe('after technical trouble', () => {
    it.each(Object.entries(TROUBLE_POINTS))('%s', async (point, fault) => {
      const death = { ...fault, role: 'worker' } as const;
      faults.order({ at: '^sql insert into applied', since: BEGUN, act: 'fail', role: 'worker', next: death });
      const { name, status } = await dropNext();
      expect(status).toBe(201);
      await survive(point);
      const runs = (await journalOf(pool)).filter((run) => run.name === name);
      expect(runs.map((run) => run.status)).toEqual(['integrated']);
    });

    it('and nothing is lost or done twice', async () => {
      await expectNothingLost(pool, victim);
      await expectStoredIsLastApplied(pool, victim);
    });
  });

  describe('of a letter', () => {
    /** The lease of whoever died runs out. */
    const leaseEnds = () => pool.query('update outbox set due_at = now() where sent_at is null');
    const allSent = async () => {
      const { rows } = await pool.query('select from outbox where sent_at is null and given_up_at is null');
      return rows.length === 0;
    };

    it.each(Object.entries(LETTER_POINTS))('%s', async (point, [fault, times]) => {
      // Whoever was killed at an earlier point may have died with a letter in hand.
      await leaseEnds();
      await until('earlier letters are sent', allSent);
      const before = smtp.taken.length;
      faults.order({ ...fault, role: 'worker' });
      const name = `held-${before}.xml`;
      expect(await victim.deposit(web.url, name, writeEdt(deleteServices(victim.school, 60)))).toBe(201);
      await survive(point);
      expect((await journalOf(pool)).find((run) => run.name === name)?.status).toBe('held');
      await leaseEnds();
      await until('the letter is sent', allSent);
      const ids = smtp.taken.slice(before).map(({ raw }) => headerOf(raw, 'Message-ID'));
      expect(ids).toHaveLength(times);
      expect(new Set(ids).size).toBe(1);
      // A good file ends the trouble: the next held one is told of again.
      await dropNext();
      await allEnded(pool);
    });
  });
});
