/** Certificates made on the spot: DER by hand, so that no test needs openssl and no key lies in the repository. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';

export interface Pair {
  readonly cert: string;
  readonly key: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
}

export interface Issuer extends Pair {
  readonly name: string;
  readonly keyObject: KeyObject;
}

const DAY_MS = 86_400_000;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(6, Buffer.from(hex, 'hex'));
const time = (ms: number): Buffer =>
  der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
const nameOf = (text: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(text)))));
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));

/** A certificate for 127.0.0.1; without an issuer it signs itself and may sign others. */
export function makeCertificate(
  name: string,
  options: { readonly issuer?: Issuer; readonly expiresAt?: number } = {},
): Issuer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { issuer } = options;
  const expiresAt = options.expiresAt ?? Date.now() + 365 * DAY_MS;
  const isAuthority = issuer === undefined;
  const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(4, value));
  const extensions = der(
    0xa3,
    sequence(
      extension('551d13', isAuthority ? sequence(der(1, Buffer.from([255]))) : sequence()),
      extension('551d11', sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
    ),
  );
  const body = sequence(
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(time(expiresAt - 800 * DAY_MS), time(expiresAt)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const signature = sign('sha256', body, issuer?.keyObject ?? privateKey);
  const bytes = sequence(body, ECDSA_SHA256, der(3, Buffer.from([0]), signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { fingerprint256 } = new X509Certificate(cert);
  return { cert, key, name, keyObject: privateKey, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}
