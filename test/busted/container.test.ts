/** The publisher's encrypted container: opened with a key of ours, and each way to fail with its own words (FORMATS.md 1.9). */
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatsFor, readExport } from '../../src/adapters/formats/recognise.ts';
import { createKey, importKey, listKeys, partnerKeysIn } from '../../src/adapters/keys/key-folder.ts';
import { zipOf } from '../../src/adapters/readers/zip-writer.ts';
import { type ContainerOptions, writeContainer } from '../../src/demo/school/edt-container.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { inTwoSchools } from '../../src/demo/school/mutate-single-students.ts';
import { Refusal } from '../../src/domain/model/errors.ts';
import { FindingLog, isStop } from '../../src/domain/model/finding.ts';
import { describeReason } from '../../src/domain/report/catalogue.ts';
import { school } from '../support/flow.ts';
import { rawZip } from '../support/raw-zip.ts';
import { sourceOf } from '../support/source.ts';

let folder: string;
let publicKey: string;
const clear = writeEdtBytes(school);
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'carillon-keys-'));
  ({ publicKey } = await createKey(folder, 'Carillon', 2_048));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string | Buffer, keys = folder) =>
  readExport(sourceOf(Buffer.from(text)), new FindingLog(), { formats: formatsFor(partnerKeysIn(keys)) });
const sealed = (more: Partial<ContainerOptions> = {}, bytes: Uint8Array = clear): string =>
  writeContainer(bytes, { partners: [{ name: 'Carillon', publicKey }], uai: school.uai, ...more });

async function reasonOf(text: string, keys = folder): Promise<string> {
  const outcome = await read(text, keys);
  if (!isStop(outcome)) return 'read';
  const { title, cause, remedy } = describeReason(outcome.reason, outcome.values ?? {});
  for (const words of [title, cause, remedy]) expect(words).not.toMatch(/\?\?|\{|undefined/);
  return outcome.reason;
}

describe('a container for us', () => {
  it('is what is inside, with the product, version and moment that the envelope says', async () => {
    const [inside, outcome] = [await read(clear), await read(sealed())];
    if (isStop(inside) || isStop(outcome)) throw new Error('both can be read');
    expect(outcome.origin).toEqual({
      ...inside.origin,
      product: 'EDT',
      productVersion: '2026',
      exportedAt: '2026-11-22T10:19:08.486+01:00',
    });
    expect({ ...outcome, origin: null }).toEqual({ ...inside, origin: null });
  });

  it('is sealed by any of the schools that its content is of', async () => {
    const schools = inTwoSchools(school);
    const both = writeEdtBytes(school, { formatVersion: '2.0', schools });
    for (const { uai } of schools) expect(await reasonOf(sealed({ uai: uai.toLowerCase() }, both))).toBe('read');
    expect(await reasonOf(sealed({ uai: '0990009Z' }, both))).toBe('container-other-school');
  });

  it('may be zipped, uncompressed where it says so, without clear identity, and for several partners', async () => {
    const bytes = Buffer.from(sealed());
    const chunks: Uint8Array[] = [];
    for await (const chunk of await zipOf(sourceOf(bytes), 'EDT.xml', new Date(0))) chunks.push(chunk);
    expect(isStop(await read(Buffer.concat(chunks)))).toBe(false);
    expect(await reasonOf(sealed({ isCompressed: false }))).toBe('read');
    expect(await reasonOf(sealed({ isCompressed: true, uai: undefined }))).toBe('read');
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
    const partners = [
      { name: 'NEO-Open', publicKey: other },
      { name: 'Carillon', publicKey },
    ];
    expect(await reasonOf(sealed({ partners }))).toBe('read');
  });

  it('is opened by an older key of the same name as well', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'carillon-keys-'));
    const first = await createKey(keys, 'Carillon', 2_048);
    await createKey(keys, 'Carillon', 3_072);
    await createKey(keys, 'Carillon', 2_048);
    expect(await reasonOf(sealed({ partners: [{ name: 'Carillon', publicKey: first.publicKey }] }), keys)).toBe('read');
    rmSync(keys, { recursive: true });
  });

  it('is opened by whichever of our names it is for, and nobody may take the name of the publisher', async () => {
    const keys = mkdtempSync(path.join(tmpdir(), 'carillon-keys-'));
    const own = await createKey(keys, 'MonPortail', 2_048);
    await createKey(keys, 'Another', 2_048);
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
    const partners = [
      { name: 'Another', publicKey: other },
      { name: 'MonPortail', publicKey: own.publicKey },
    ];
    expect(await reasonOf(sealed({ partners }), keys)).toBe('read');
    await expect(createKey(keys, 'IndexEducation', 2_048)).rejects.toMatchObject({ code: 'bad-input' });
    // A file that somebody put there by that name.
    copyFileSync(path.join(keys, readdirSync(keys)[0] ?? ''), path.join(keys, 'INDEXEDUCATION.pem'));
    expect(await reasonOf(sealed({ partners }), keys)).toBe('read');
    rmSync(keys, { recursive: true });
  });
});

describe('a container that fails says why', () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey;
  it.each<[string, string, Partial<ContainerOptions>]>([
    ['for another partner', 'encrypted-for-others', { partners: [{ name: 'NEO-Open', publicKey: other }] }],
    [
      'made with another key of our name',
      'container-key-wrong',
      { partners: [{ name: 'Carillon', publicKey: other }] },
    ],
    ['with wrong padding of the key block', 'container-key-wrong', { fault: 'key-padding' }],
    ['with a wrong digest in the key block', 'container-key-wrong', { fault: 'key-digest' }],
    ['with a key block that was cut', 'container-key-damaged', { fault: 'key-cut' }],
    ['with a key block that is no base64', 'container-key-damaged', { fault: 'not-base64' }],
    ['whose content was changed', 'container-damaged', { fault: 'content-changed' }],
    ['whose content was cut', 'container-damaged', { fault: 'content-cut' }],
    ['whose padding is wrong, told like a change', 'container-damaged', { fault: 'content-padding' }],
    ['whose digest was changed', 'container-damaged', { fault: 'digest-changed' }],
    ['without content', 'container-incomplete', { fault: 'no-content' }],
    ['without digest', 'container-incomplete', { fault: 'no-digest' }],
    ['that is not compressed though it says so', 'container-not-compressed', { fault: 'not-compressed' }],
    ['of another school than its content', 'container-other-school', { uai: '0990009Z' }],
  ])('%s', async (_what, reason, more) => {
    expect(await reasonOf(sealed(more))).toBe(reason);
  });

  it.each(['carillon', 'Câ-rillon', 'Car illon', 'Carilon', 'Carillons', 'Carrillon', 'Carlilon', 'Carillom'])(
    'for a name that is nearly ours, which it names: %s',
    async (name) => {
      const outcome = await read(sealed({ partners: [{ name, publicKey }] }));
      expect(outcome).toMatchObject({ reason: 'encrypted-for-others', values: { variant: 'near', near: 'Carillon' } });
      if (isStop(outcome)) expect(describeReason(outcome.reason, outcome.values ?? {}).cause).toContain('Carillon,');
    },
  );

  it.each(['Carillon-Nord', 'Cari', 'Clairon', 'EDT'])('for a name that is not: %s', async (name) => {
    const outcome = await read(sealed({ partners: [{ name, publicKey }] }));
    expect(isStop(outcome) && [outcome.reason, outcome.values?.variant]).toEqual(['encrypted-for-others', undefined]);
  });

  it('with a bomb inside, in bounded memory', async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await reasonOf(sealed({}, Buffer.alloc(300 * 1_048_576, ' ')))).toBe('xml-token-too-long');
    const bomb = Buffer.concat([
      Buffer.from('<ExportEmploiDuTemps Version="1.1">'),
      Buffer.alloc(300 * 1_048_576, `<!--${'a'.repeat(60_000)}-->`),
    ]);
    expect(await reasonOf(sealed({}, bomb))).toBe('container-bomb');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_024 * 1_048_576);
  });

  it('with something else inside, or another container', async () => {
    expect(await reasonOf(sealed({}, Buffer.from('<html/>')))).toBe('not-an-export');
    expect(await reasonOf(sealed({}, Buffer.from(sealed())))).toBe('not-an-export');
    expect(await reasonOf(sealed({}, clear.subarray(0, 5_000)))).toBe('xml-truncated');
  });

  it('with a directory inside, bare or packed: it is not kept', async () => {
    const directory = '<BEE_ELEVES VERSION="2.1"><DONNEES/></BEE_ELEVES>';
    for (const bytes of [Buffer.from(directory), rawZip([{ name: 'Eleves.xml', data: directory }])]) {
      const outcome = await read(sealed({}, bytes));
      expect(outcome).toMatchObject({ reason: 'directory-given', values: { format: 'SIECLE' } });
    }
  });

  it('when there is no key yet', async () => {
    expect(await reasonOf(sealed(), path.join(folder, 'none'))).toBe('encrypted-for-others');
  });
});

describe('keys', () => {
  it('are readable by their owner alone, listed, and the same key is kept once', async () => {
    const [key] = await listKeys(folder);
    expect(key).toMatchObject({ partner: 'Carillon', bits: 2_048, isPrivate: true });
    expect(statSync(key?.file ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await importKey(folder, 'Carillon', key?.file ?? '');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('may come from a secret under the bare name', async () => {
    const secret = mkdtempSync(path.join(tmpdir(), 'carillon-secret-'));
    const [key] = await listKeys(folder);
    copyFileSync(key?.file ?? '', path.join(secret, 'Carillon.pem'));
    chmodSync(path.join(secret, 'Carillon.pem'), 0o444);
    expect(await reasonOf(sealed(), secret)).toBe('read');
    expect((await listKeys(secret))[0]).toMatchObject({ partner: 'Carillon', isPrivate: false });
    rmSync(secret, { recursive: true });
  });

  it('refuse what is no key for this', async () => {
    const file = path.join(folder, 'x.txt');
    const small = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey;
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const content of ['no key', ...[small, curve].map((key) => key.export({ type: 'pkcs8', format: 'pem' }))]) {
      writeFileSync(file, content);
      await expect(importKey(folder, 'Carillon', file)).rejects.toThrow(Refusal);
    }
    rmSync(file);
    const missing = importKey(folder, 'Carillon', file);
    await expect(missing).rejects.toMatchObject({ code: 'file-unreadable', values: { file } });
    await expect(createKey(folder, '../x', 2_048)).rejects.toThrow(Refusal);
    await expect(createKey(folder, 'Carillon', 512)).rejects.toThrow(Refusal);
  });
});
