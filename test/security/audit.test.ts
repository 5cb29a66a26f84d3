/** The audit log: what is told, that it cannot be changed unseen, and that it stays one chain whoever writes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditVerdict, verifyAudit, writeAudit } from '../../src/adapters/store/audit.ts';
import { createWebApp } from '../../src/adapters/web/server.ts';
import { asking, askingByRequest, currentAsker } from '../../src/asker.ts';
import type { AuditItem } from '../../src/domain/model/audit.ts';
import { startWorld, type World } from '../support/world.ts';

const SITE = 4817;
const NOBODY = { actor: 'nobody', address: '192.0.2.7' };

let world: World;

async function newest(count = 1): Promise<readonly AuditItem[]> {
  return (await world.administration.audit(SITE, { limit: count })).items;
}

/** What a verification says after a change that only the table's owner can make, which is then taken back. */
async function afterForgery(sql: string): Promise<AuditVerdict['broken']> {
  const client = await world.db.pool.connect();
  try {
    await client.query(`begin; alter table audit disable trigger user; ${sql}`);
    return (await verifyAudit(client)).broken;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

beforeAll(async () => {
  world = await startWorld();
  const establishments = [{ number: SITE, uai: '0134567A', name: 'Lycée Colt' }];
  await world.administration.createSite({ id: SITE, name: 'Colt', establishments });
  const csv = 'kind;id;lastName;firstName\nteacher;T1;LOVELACE;Ada\nstaff;S1;HOPPER;Grace\n';
  await world.directory(SITE, csv);
});
afterAll(() => world.close());

describe('what is told', () => {
  it('of sites, directories, settings, thresholds and the year', async () => {
    await world.administration.setSite(SITE, { onBreach: 'stop' });
    await world.administration.openYear(SITE, {});
    const { items, total } = await world.administration.audit(SITE, {});
    expect(total).toBe(5);
    expect(items.map((one) => one.action)).toEqual([
      'year-announced',
      'site-changed',
      'directory-imported',
      'run-entered',
      'site-created',
    ]);
    expect(items[1]).toMatchObject({ actor: 'command', address: null, details: { keys: ['onBreach'] } });
    expect(items[2]).toMatchObject({ actor: 'test', details: { run: items[3]?.details.run, added: 2 } });
  });

  it('of accounts: ids, never logins or passwords', async () => {
    const made = await world.administration.createAccount(SITE, 'T1', { notify: true });
    await world.administration.regenerateAccount(SITE, made.id);
    await world.administration.revokeAccount(SITE, made.id);
    const told = await newest(3);
    expect(told.map((one) => one.action)).toEqual(['account-revoked', 'account-regenerated', 'account-created']);
    for (const one of told) expect(one.details).toMatchObject({ account: made.id });
    expect(JSON.stringify(told)).not.toMatch(/lovelace/i);
    expect(JSON.stringify(told)).not.toContain(made.password);
  });

  it('of managers who sign in, or fail to', async () => {
    const { id, password = '' } = await world.administration.createManager(SITE, {
      email: 'cpe@example.org',
      withPassword: true,
    });
    await asking({ ...NOBODY }, () => world.administration.signIn('cpe@example.org', 'wrong'));
    expect((await newest())[0]).toMatchObject({
      action: 'sign-in-failed',
      actor: 'nobody',
      address: '192.0.2.7',
      details: { manager: id },
    });
    const login = await asking({ ...NOBODY }, () => world.administration.signIn('cpe@example.org', password));
    expect((await newest())[0]).toMatchObject({ action: 'signed-in', actor: `manager:${id}`, address: '192.0.2.7' });
    await asking({ ...NOBODY }, async () => {
      await world.administration.signedIn(login?.token ?? '');
      expect(currentAsker().actor).toBe(`manager:${id}`);
      await world.administration.setSite(SITE, { onBreach: 'hold' });
    });
    expect((await newest())[0]).toMatchObject({ action: 'site-changed', actor: `manager:${id}` });
  });

  it('is not kept when the work itself is not', async () => {
    const before = (await world.administration.audit(SITE, {})).total;
    await expect(world.administration.createAccount(SITE, 'nobody', { notify: false })).rejects.toThrow(
      'person-unknown',
    );
    await expect(world.administration.act('99', 'approve', 'manager:1', 'why')).rejects.toThrow('run-unknown');
    expect((await world.administration.audit(SITE, {})).total).toBe(before);
  });

  it('names the token and the address behind a request to the API, also after a body', async () => {
    const { token, id } = await world.administration.createToken(SITE, { readOnly: false });
    const app = await createWebApp({
      administration: world.administration,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
      clock: { now: world.now },
      publicUrl: null,
      readiness: async () => ({ ready: true, checks: {} }),
      version: '0',
      maxUploadBytes: 1_000_000,
      retention: { reportDays: 400, changeDays: 60 },
      asking: askingByRequest((request) => request.socket.remoteAddress ?? ''),
    });
    const server = createServer((req, res) => app.routing(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/sites/${SITE}/accounts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ person: 'S1', uploadOnly: true }),
    });
    expect(answer.status).toBe(201);
    expect((await newest())[0]).toMatchObject({
      action: 'account-created',
      actor: `token:${id}`,
      address: '127.0.0.1',
      details: { uploadOnly: true, person: 'S1' },
    });
    server.closeAllConnections();
    server.close();
    await app.close();
  });
});

describe('the chain', () => {
  const note = (action: 'retention' | 'signed-in', at = world.now()): Promise<void> =>
    writeAudit(world.db.pool, { siteId: SITE, at, actor: 'command', action, address: null });

  it('stays one line when fifty writers write at once', async () => {
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        await world.db.database
          .transaction(async (client) => {
            await writeAudit(client, {
              siteId: SITE,
              at: world.now(),
              actor: 'command',
              action: 'retention',
              details: { index },
              address: null,
            });
            // Every fifth writer changes its mind.
            if (index % 5 === 0) throw new Error('rolled back');
          })
          .catch(() => undefined);
      }),
    );
    const { rows } = await world.db.pool.query<{ count: number; last: number }>(
      'select count(*)::int count, max(id)::int as last from audit',
    );
    expect(rows[0]?.count).toBe(rows[0]?.last);
    const { broken, entries, head } = await verifyAudit(world.db.pool);
    expect({ broken, entries, head: head?.id }).toEqual({
      broken: null,
      entries: rows[0]?.count,
      head: String(rows[0]?.last),
    });
  });

  it.each([
    "update audit set actor = 'somebody'",
    'delete from audit',
    'delete from audit where id = 1',
    'truncate audit',
  ])('refuses %s', async (sql) => {
    await expect(world.db.pool.query(sql)).rejects.toThrow('append-only');
    expect((await verifyAudit(world.db.pool)).broken).toBeNull();
  });

  it('gives its own number and hashes, whatever an insert says', async () => {
    await world.db.pool.query(
      `insert into audit (id, at, actor, action, previous, hash) values (1, now(), 'x', 'signed-in', '', '')`,
    );
    expect((await verifyAudit(world.db.pool)).broken).toBeNull();
  });

  it.each([
    ['actor', "actor = 'manager:999'"],
    ['time', "at = at - interval '1 microsecond'"],
    ['site', 'site_id = 1'],
    ['details', 'details = details || \'{"x": 1}\''],
    ['address', "address = '203.0.113.1'"],
    ['hash', 'hash = sha256(hash)'],
  ])('shows a changed %s at the first entry that is wrong', async (_what, change) => {
    expect(await afterForgery(`update audit set ${change} where id = 5`)).toEqual({ id: '5', why: 'changed' });
  });

  it('shows what was taken out of the middle or from the start, and a forged entry in between', async () => {
    expect(await afterForgery('delete from audit where id = 7')).toEqual({ id: '8', why: 'missing-before' });
    expect(await afterForgery('delete from audit where id = 1')).toEqual({ id: '2', why: 'missing-before' });
    const forged = "update audit a set actor = 'x', hash = sha256(previous || convert_to(audit_text(a), 'UTF8'))";
    expect(await afterForgery(`${forged} where id = 5`)).toEqual({ id: '5', why: 'changed' });
    // Even with a hash that fits, the next one does not.
    const fits = `update audit set actor = 'x' where id = 5;
      update audit a set hash = sha256(previous || convert_to(audit_text(a), 'UTF8')) where id = 5`;
    expect(await afterForgery(fits)).toEqual({ id: '6', why: 'missing-before' });
    expect((await verifyAudit(world.db.pool)).broken).toBeNull();
  });

  it('can be shortened by retention only, and stays verifiable', async () => {
    const later = world.now() + 400 * 86_400_000;
    await note('signed-in', later);
    const { entries } = await verifyAudit(world.db.pool);
    const { rows } = await world.db.pool.query<{ removed: number }>(
      "select audit_shorten(to_timestamp($1 / 1000.0) - interval '1 day', to_timestamp($1 / 1000.0))::int removed",
      [later],
    );
    expect(rows[0]?.removed).toBe(entries - 1);
    expect(await verifyAudit(world.db.pool)).toMatchObject({ entries: 2, broken: null });
    await note('signed-in', later);
    expect(await verifyAudit(world.db.pool)).toMatchObject({ entries: 3, broken: null });
    await expect(world.db.pool.query('delete from audit')).rejects.toThrow('append-only');
  });
});
