/** Seals an export into the publisher's encrypted container (FORMATS.md 1.9), whole or with one fault. */

import { constants, createCipheriv, createHash, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';

export interface ContainerOptions {
  /** Partner names and the public keys to encrypt for, besides the publisher's own. */
  readonly partners: readonly { readonly name: string; readonly publicKey: KeyObject | string }[];
  readonly uai?: string | undefined;
  readonly software?: string;
  readonly exportedAt?: string;
  readonly school?: string;
  /** Written as an attribute when given; the content is compressed unless false. */
  readonly isCompressed?: boolean;
  /** Each gives one of the failures that a reader has to tell apart. */
  readonly fault?:
    | 'key-cut'
    | 'key-padding'
    | 'key-digest'
    | 'content-cut'
    | 'content-changed'
    | 'content-padding'
    | 'digest-changed'
    | 'no-content'
    | 'no-digest'
    | 'not-base64'
    | 'not-compressed';
}

/** Base64 in lines of 76, as the publisher writes it. */
function lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g)
      ?.join('\n') ?? ''
  );
}

function keyBlock(blob: Buffer, publicKey: KeyObject | string, fault: ContainerOptions['fault']): Buffer {
  if (fault === 'key-padding') {
    // Block type 1 in the place of 2.
    const size = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, blob).length;
    const fill = Buffer.alloc(size - blob.length - 3, 0xff);
    const raw = Buffer.concat([Buffer.from([0, 1]), fill, Buffer.from([0]), blob]);
    return publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, raw);
  }
  const block = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, blob);
  return fault === 'key-cut' ? block.subarray(0, block.length - 9) : block;
}

/** The container as text. */
export function writeContainer(clear: Uint8Array, options: ContainerOptions): string {
  const { partners, fault, isCompressed } = options;
  const keyAndIv = randomBytes(32);
  const digest = createHash('md5').update(keyAndIv).digest();
  if (fault === 'key-digest') digest[0] = (digest[0] ?? 0) ^ 1;
  const blob = Buffer.concat([keyAndIv, digest]);
  const packed = isCompressed === false || fault === 'not-compressed' ? Buffer.from(clear) : deflateSync(clear);
  const aes = createCipheriv('aes-128-cbc', keyAndIv.subarray(0, 16), keyAndIv.subarray(16));
  if (fault === 'content-padding') aes.setAutoPadding(false);
  const whole =
    fault === 'content-padding' ? Buffer.concat([packed, Buffer.alloc(16 - (packed.length % 16), 200)]) : packed;
  let content = Buffer.concat([aes.update(whole), aes.final()]);
  if (fault === 'content-cut') content = content.subarray(0, content.length - 5);
  if (fault === 'content-changed') content[20] = (content[20] ?? 0) ^ 1;
  const check = createHash('sha256').update(packed).digest();
  if (fault === 'digest-changed') check[3] = (check[3] ?? 0) ^ 1;
  const block = (key: KeyObject | string): string =>
    fault === 'not-base64' ? '<!-- --> é%%' : lines(keyBlock(blob, key, fault));
  const attribute = isCompressed === undefined ? '' : ` CompresseAvantChiffrement="${isCompressed}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<EXPORT_INDEX_EDUCATION xmlns="http://www.index-education.com/conteneurexportchiffre">
<VERSION>1.0</VERSION>
<LOGICIEL>${options.software ?? 'EDT Monoposte-EDT 2026 - 1.2.3'}</LOGICIEL>
<CLES>
<PARTENAIRE NOM="INDEXEDUCATION">${lines(randomBytes(256))}</PARTENAIRE>
${partners.map(({ name, publicKey }) => `<PARTENAIRE NOM="${name}">${block(publicKey)}</PARTENAIRE>`).join('\n')}
</CLES>
${fault === 'no-content' ? '' : `<CONTENU${attribute}>${lines(content)}</CONTENU>`}
${fault === 'no-digest' ? '' : `<VERIFICATION>${lines(check)}</VERIFICATION>`}
<DATEHEURE>${options.exportedAt ?? '2026-11-22T10:19:08.486+01:00'}</DATEHEURE>
${options.uai === undefined ? '' : `<UAI>${options.uai}</UAI>`}
${options.school === undefined ? '' : `<NOMETABLISSEMENT>${options.school}</NOMETABLISSEMENT>`}
</EXPORT_INDEX_EDUCATION>
`;
}
