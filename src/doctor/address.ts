/** The address that letters and pages name: can people and exporters come in by it? */

import type { Config } from '../config/config.ts';
import { type Check, Finding, look } from './check.ts';

const EVERYWHERE = /^(?:0\.0\.0\.0|::|\[::\])$/;
/** Host names and addresses by which only this machine comes in, as a URL writes them or without brackets. */
export const LOOPBACK = /^(?:127\.|\[?::1\]?$|localhost$)/;
const SET_IT =
  'set publicUrl (CARILLON_PUBLIC_URL) to what people and exporters type, e.g. https://carillon.example.org';

export function address({ publicUrl, host, port, tls, trustedProxies }: Config): Promise<Check> {
  return look('address', SET_IT, () => {
    const own = `${tls.certFile === null ? 'http' : 'https'}://${host}:${port}`;
    const isForOthers = !LOOPBACK.test(host) || trustedProxies.some((proxy) => !LOOPBACK.test(proxy));
    if (publicUrl === null) {
      if (EVERYWHERE.test(host) || isForOthers)
        throw new Finding(`publicUrl is not set: letters would name ${own}, by which nobody else comes in`, SET_IT);
      return `${own}: for this machine only`;
    }
    const { hostname, protocol } = new URL(publicUrl);
    if (EVERYWHERE.test(hostname)) throw new Finding(`${publicUrl} is no address that anybody can open`, SET_IT);
    if (protocol === 'http:' && tls.certFile !== null)
      throw new Finding(
        `${publicUrl} is unencrypted, and with tls.certFile this daemon speaks https only`,
        `set publicUrl to https://${hostname}`,
      );
    return LOOPBACK.test(hostname) ? `${publicUrl}: opens on this machine only` : publicUrl;
  });
}
