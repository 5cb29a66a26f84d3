/** Key pairs of this installation, one file each: `<partner>.pem` or `<partner>~<any>.pem`, private, readable by the daemon alone. */

import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '../../domain/model/errors.ts';
import { type PartnerKeys, PUBLISHER } from '../../domain/ports.ts';
import { unwrap } from './unwrap.ts';

/** What publishers write into `CLES/PARTENAIRE@NOM`. */
const PARTNER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
const MIN_BITS = 2_048;
const MAX_BITS = 8_192;

/** A key pair as people are told of it. */
export interface KeyItem {
  readonly partner: string;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex. */
  readonly fingerprint: string;
  readonly bits: number;
  readonly createdAt: string;
  readonly file: string;
  /** False when others than the owner may read the file. */
  readonly isPrivate: boolean;
  /** PEM, to hand to the publisher. */
  readonly publicKey: string;
}

interface OwnKey extends KeyItem {
  readonly key: KeyObject;
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function parseKey(pem: Buffer, name: string, passphrase: string | null = null): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(passphrase === null ? pem : { key: pem, passphrase });
  } catch {
    throw new Refusal('bad-input', {
      problem: `${name} n'est pas une clé privée PEM lisible (ou son mot de passe n'est pas le bon)`,
    });
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < MIN_BITS || bits > MAX_BITS)
    throw new Refusal('bad-input', { problem: `${name} n'est pas une clé RSA de ${MIN_BITS} à ${MAX_BITS} bits` });
  return key;
}

function needPartner(partner: string): void {
  if (!PARTNER.test(partner))
    throw new Refusal('bad-input', {
      problem: `« ${partner} » n'est pas un nom de partenaire : lettres, chiffres, points, tirets, 60 au plus`,
    });
  if (partner.toUpperCase() === PUBLISHER)
    throw new Refusal('bad-input', {
      problem: `« ${partner} » est le nom de l'éditeur lui-même : choisissez celui sous lequel il connaît votre portail`,
    });
}

async function readKey(folder: string, file: string): Promise<OwnKey> {
  const where = path.join(folder, file);
  const [pem, { mode, mtimeMs }] = [await readFile(where), await stat(where)];
  const key = parseKey(pem, file);
  return {
    key,
    partner: file.replace(/(~[^~]*)?\.pem$/, ''),
    fingerprint: fingerprintOf(key),
    bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    createdAt: new Date(mtimeMs).toISOString(),
    file: where,
    isPrivate: (mode & 0o077) === 0,
    publicKey: publicPem(key),
  };
}

/** Every key of the folder, newest first; none when there is no folder. Throws Refusal for a file that is no key. */
async function readKeys(folder: string): Promise<OwnKey[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const keys = await Promise.all(names.filter((name) => name.endsWith('.pem')).map((name) => readKey(folder, name)));
  return keys.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

function told({ key: _key, ...item }: OwnKey): KeyItem {
  return item;
}

async function write(folder: string, partner: string, key: KeyObject): Promise<KeyItem> {
  const fingerprint = fingerprintOf(key);
  const known = (await readKeys(folder)).find((one) => one.fingerprint === fingerprint && one.partner === partner);
  if (known) return told(known);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const file = `${partner}~${fingerprint.slice(0, 12)}.pem`;
  const whole = path.join(folder, file);
  const beside = `${whole}.new`;
  try {
    const handle = await open(beside, 'w', 0o600);
    try {
      await handle.writeFile(key.export({ type: 'pkcs8', format: 'pem' }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, whole);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  return told(await readKey(folder, file));
}

/** Makes a key pair for a partner name. Throws Refusal `bad-input`. */
export async function createKey(folder: string, partner: string, bits: number): Promise<KeyItem> {
  needPartner(partner);
  if (!Number.isInteger(bits) || bits < MIN_BITS || bits > MAX_BITS)
    throw new Refusal('bad-input', { problem: `une clé a de ${MIN_BITS} à ${MAX_BITS} bits` });
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits });
  return await write(folder, partner, privateKey);
}

/** Takes over a private key that was made elsewhere (PEM, PKCS#1 or PKCS#8). Throws Refusal `bad-input`, `file-unreadable`. */
export async function importKey(
  folder: string,
  partner: string,
  file: string,
  passphrase: string | null = null,
): Promise<KeyItem> {
  needPartner(partner);
  const pem = await readFile(file).catch(() => {
    throw new Refusal('file-unreadable', { file });
  });
  return await write(folder, partner, parseKey(pem, path.basename(file), passphrase));
}

/** The keys of a folder, newest first. */
export async function listKeys(folder: string): Promise<KeyItem[]> {
  return (await readKeys(folder)).map(told);
}

/** The keys of a folder, read anew for each container: a new one works without a restart. */
export function partnerKeysIn(folder: string): PartnerKeys {
  return {
    async names() {
      return [...new Set((await readKeys(folder)).map((one) => one.partner))];
    },
    async unwrap(partner, block) {
      const keys = (await readKeys(folder)).filter((one) => one.partner === partner);
      if (keys.every((one) => one.bits !== block.length * 8)) return 'damaged';
      // Each is tried, whichever fits: the time tells only how many there are.
      const found = keys.filter((one) => one.bits === block.length * 8).map((one) => unwrap(block, one.key));
      return found.find((one) => one !== null) ?? 'wrong';
    },
  };
}
