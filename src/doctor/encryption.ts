/** How others reach this installation: its certificate, or a proxy that is trusted, and what it says of its address. */

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { readCertificate } from '../adapters/tls/certificate.ts';
import type { Config } from '../config/config.ts';
import { LOOPBACK } from './address.ts';
import { type Check, counted, Finding, look } from './check.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

export function encryption(config: Config): Promise<Check> {
  const { tls, publicUrl, trustedProxies, allowPlainHttp, host } = config;
  return look('encryption', 'mend the file, or name another one in tls', async () => {
    const { certFile, keyFile, clientCaFile } = tls;
    if (certFile !== null && keyFile !== null) {
      const { expiresAt } = await readCertificate({ certFile, keyFile, clientCaFile });
      return await certificate(certFile, expiresAt, publicUrl);
    }
    if (allowPlainHttp)
      return 'none, and passwords may come unencrypted from other machines (allowPlainHttp): only for a network of your own';
    if (trustedProxies.length > 0) return `by a proxy: ${trustedProxies.join(', ')}`;
    if (publicUrl?.startsWith('https:') || !LOOPBACK.test(host))
      throw new Finding(
        'passwords from other machines will be refused: there is neither a certificate nor a trusted proxy',
        'give tls.certFile and tls.keyFile, or name the address of your proxy in trustedProxies',
      );
    return 'none: for this machine only';
  });
}

async function certificate(file: string, expiresAt: number, publicUrl: string | null): Promise<string> {
  const days = Math.floor((expiresAt - Date.now()) / DAY_MS);
  const renew = 'renew it: the files are watched, no restart is needed';
  if (days < 0) throw new Finding(`${file} has expired`, renew);
  if (days < SOON_DAYS) throw new Finding(`${file} ends in ${counted(days, 'day')}`, renew);
  const name = publicUrl === null ? null : new URL(publicUrl).hostname;
  const leaf = new X509Certificate(await readFile(file));
  const isNamed = name === null || (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
  if (!isNamed)
    throw new Finding(`${file} is not for ${name}, the name in publicUrl`, 'have a certificate made for that name');
  return `own certificate, ${counted(days, 'day')} left`;
}
