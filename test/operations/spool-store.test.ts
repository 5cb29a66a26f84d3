/** An installation that keeps deposited files in an S3-compatible store: what its configuration refuses, and what the doctor says of the store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpool } from '../../src/adapters/spool/open.ts';
import { loadConfig, spoolOf } from '../../src/config/config.ts';
import type { Check } from '../../src/doctor/check.ts';
import { spool as lookAtSpool } from '../../src/doctor/spool.ts';
import { redact } from '../../src/redact.ts';
import { makeCertificate } from '../support/certificates.ts';
import { command } from '../support/daemon.ts';
import { type HttpFront, startHttpFront } from '../support/http-front.ts';
import { describeWithSwift, startTestSwift, type TestSwift } from '../support/swift.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'carillon-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENVIRONMENT = {
  CARILLON_DATA: folder,
  CARILLON_SPOOL_STORE: 's3',
  CARILLON_S3_BUCKET: 'deposits',
  CARILLON_S3_ACCESS_KEY: 'who',
  CARILLON_S3_SECRET_KEY: 'no-page-shows-this',
};

describe('the configuration of a store', () => {
  it.each([
    [{ CARILLON_S3_BUCKET: '' }, 'spoolStore s3 needs s3.bucket too'],
    [{ CARILLON_S3_ACCESS_KEY: '', CARILLON_S3_SECRET_KEY: '' }, 'spoolStore s3 needs s3.accessKey, s3.secretKey too'],
    [{ CARILLON_S3_BUCKET: 'No Bucket' }, 'CARILLON_S3_BUCKET (s3.bucket): "No Bucket" is not accepted'],
    [{ CARILLON_S3_ENDPOINT: 'ftp://store' }, 'CARILLON_S3_ENDPOINT (s3.endpoint): "ftp://store" is not accepted'],
    [{ CARILLON_S3_PREFIX: '../up' }, 'CARILLON_S3_PREFIX (s3.prefix): "../up" is not accepted'],
    [{ CARILLON_S3_PATH_STYLE: 'perhaps' }, 'CARILLON_S3_PATH_STYLE (s3.pathStyle): "perhaps" is not accepted'],
    [
      { CARILLON_SPOOL_STORE: 'tape' },
      'CARILLON_SPOOL_STORE (spoolStore): "tape" is not accepted; accepted: filesystem, s3',
    ],
  ])('refuses %j by name', (wrong, told) => {
    expect(() => loadConfig({ ...ENVIRONMENT, ...wrong })).toThrow(told);
  });

  it('refuses files that no store takes in one piece', () => {
    const file = path.join(folder, 'large.json');
    writeFileSync(file, JSON.stringify({ deposit: { maxMegabytes: 5_001 } }));
    const told = `${file}: deposit.maxMegabytes: 5001 is not accepted with spoolStore s3; accepted: whole number 1–5000`;
    expect(() => loadConfig({ ...ENVIRONMENT, CARILLON_CONFIG: file })).toThrow(told);
    expect(loadConfig({ CARILLON_CONFIG: file }).deposit.maxMegabytes).toBe(5_001);
  });

  it('takes secrets from files, shows them to nobody, and ends the prefix', async () => {
    const file = path.join(folder, 'secret');
    writeFileSync(file, 'no-page-shows-this\n');
    const { CARILLON_S3_SECRET_KEY: _, ...others } = ENVIRONMENT;
    const environment = { ...others, CARILLON_S3_SECRET_KEY_FILE: file, CARILLON_S3_PREFIX: 'carillon' };
    const { s3 } = spoolOf(loadConfig(environment));
    expect(s3).toMatchObject({
      secretKey: 'no-page-shows-this',
      prefix: 'carillon/',
      pathStyle: true,
      timeoutMs: 20_000,
    });
    const { status, stdout } = await command(['config'], environment);
    expect(status).toBe(0);
    expect(stdout).toContain('s3.secretKey');
    expect(stdout).not.toContain('no-page-shows-this');
    expect(redact(JSON.stringify({ config: { s3 } }))).not.toContain('no-page-shows-this');
  });
});

describeWithSwift('the doctor on a store', () => {
  let swift: TestSwift;
  let front: HttpFront;

  beforeAll(async () => {
    swift = await startTestSwift();
  });
  afterAll(() => swift.close());
  beforeEach(async () => {
    front = await startHttpFront(swift.settings.endpoint ?? '');
  });
  afterEach(() => front.close());

  async function look(other: Readonly<Record<string, string>> = {}): Promise<Check> {
    const environment = { CARILLON_DATA: folder, ...swift.environment, CARILLON_S3_ENDPOINT: front.url, ...other };
    const config = loadConfig(environment);
    const spool = await openSpool(spoolOf(config));
    try {
      return await lookAtSpool(config, { spool });
    } finally {
      await spool.close();
    }
  }

  it('finds nothing where all is well, and leaves nothing', async () => {
    const { host } = new URL(front.url);
    expect(await look()).toEqual({
      name: 'spool',
      ok: true,
      told: expect.stringMatching(`^bucket deposits at ${host}, \\d+ ms, unencrypted: only for a network of your own$`),
    });
    expect(front.asked.map((one) => one.split(' ')[0])).toEqual(['PUT', 'DELETE', 'GET']);
  });

  it.each([
    ['a bucket that is not there', { CARILLON_S3_BUCKET: 'elsewhere' }, /NoSuchBucket/, /make the bucket/],
    ['a wrong secret', { CARILLON_S3_SECRET_KEY: 'wrong' }, /SignatureDoesNotMatch/, /see s3.accessKey, s3.secretKey/],
    ['nobody', { CARILLON_S3_ENDPOINT: 'http://127.0.0.1:9' }, /ECONNREFUSED/, /see s3.endpoint/],
  ])('finds %s, and says what to do', async (_what, other, told, todo) => {
    const found = await look(other);
    expect(found).toMatchObject({ ok: false, told: expect.stringMatching(told), todo: expect.stringMatching(todo) });
    expect(JSON.stringify(found)).not.toContain(swift.settings.secretKey);
  });

  it('finds a certificate that this machine does not trust', async () => {
    const authority = makeCertificate('the hoster');
    const store = await startHttpFront(swift.settings.endpoint ?? '', makeCertificate('store', { issuer: authority }));
    try {
      expect(await look({ CARILLON_S3_ENDPOINT: store.url })).toMatchObject({
        ok: false,
        told: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
        todo: expect.stringMatching(/^let the variable NODE_EXTRA_CA_CERTS name a file/),
      });
      expect(store.asked).toEqual([]);
    } finally {
      await store.close();
    }
  });

  it('finds clocks that differ', async () => {
    const body = '<Error><Code>RequestTimeTooSkewed</Code><Message>too far</Message></Error>';
    const headers = { date: new Date(Date.now() + 3_600_000).toUTCString() };
    front.spoil(() => ({ status: 403, body, headers }));
    const found = await look();
    expect(found.told).toMatch(/clocks (3599|360\d) s apart/);
    expect(found.todo).toMatch(/^let NTP set the clock/);
  });

  it('finds a full store', async () => {
    front.spoil(() => ({ status: 403, body: '<Error><Code>QuotaExceeded</Code><Message>full</Message></Error>' }));
    expect(await look()).toMatchObject({
      ok: false,
      told: 'the S3 store has no room left',
      todo: expect.stringMatching(/^make room/),
    });
  });

  it('finds a bucket that keeps what retention takes away', async () => {
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    front.spoil((_verb, asked) => (asked.endsWith('?versioning=') ? { status: 200, body } : undefined));
    expect(await look()).toMatchObject({
      ok: false,
      told: 'bucket deposits keeps versions: what retention takes away stays in it',
      todo: expect.stringContaining('lifecycle rule'),
    });
  });

  it('does not mind a store that knows no versions', async () => {
    const body = '<Error><Code>NotImplemented</Code><Message>no</Message></Error>';
    front.spoil((_verb, asked) => (asked.endsWith('?versioning=') ? { status: 501, body } : undefined));
    expect((await look()).ok).toBe(true);
  });
});
