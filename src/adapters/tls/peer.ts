/** Who is at the other end of a connection: the client's address, through trusted proxies only, and whether it is encrypted. */

import type { IncomingMessage } from 'node:http';
import { BlockList, type IPVersion, isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { AppError } from '../../domain/model/errors.ts';
import type { Peer } from '../../domain/model/peer.ts';

/** `x-forwarded`: X-Forwarded-For and X-Forwarded-Proto; `forwarded`: the header of RFC 7239. The other one is not read. */
export type ProxyHeaders = 'x-forwarded' | 'forwarded';

export type PeerReader = (req: IncomingMessage) => Peer;

/** Addresses of IPv4 in the notation of IPv6 become what they are; brackets, zones and ports go. */
export function plainAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^"|"$/g, '')
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1');
  const withoutPort = /^\d+\.\d+\.\d+\.\d+:\d+$/.test(bare) ? bare.slice(0, bare.lastIndexOf(':')) : bare;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(withoutPort)?.[1];
  return mapped ?? withoutPort.replace(/%.*$/, '').toLowerCase();
}

function has(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const BITS = { 4: 32, 6: 128 } as const;

/** An address or a network such as 10.0.0.0/8; null: neither. */
function networkOf(
  text: string,
): { readonly address: string; readonly length: number; readonly kind: IPVersion } | null {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || more !== undefined || !/^\d{1,3}$/.test(bits ?? '0')) return null;
  const length = Number(bits ?? BITS[family]);
  return length <= BITS[family] ? { address, length, kind: family === 6 ? 'ipv6' : 'ipv4' } : null;
}

/** Can this be a trusted proxy: an address, or a network? */
export function isNetwork(text: string): boolean {
  return networkOf(text) !== null;
}

/** Throws AppError `config-invalid` for what is neither an address nor a network such as 10.0.0.0/8. */
function listOf(trusted: readonly string[]): BlockList {
  const list = new BlockList();
  for (const one of trusted) {
    const network = networkOf(one);
    if (network === null) {
      throw new AppError('config-invalid', `trustedProxies: « ${one} » is neither an address nor a network`, {
        retryable: false,
      });
    }
    list.addSubnet(network.address, network.length, network.kind);
  }
  return list;
}

/** What the proxies say, the nearest last. */
interface Said {
  readonly addresses: readonly string[];
  readonly proto: string | null;
}

function commaList(header: string | readonly string[] | undefined): string[] {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return text.split(',').map((part) => part.trim());
}

function saidByXForwarded({ headers }: IncomingMessage): Said {
  const addresses = headers['x-forwarded-for'] === undefined ? [] : commaList(headers['x-forwarded-for']);
  return { addresses, proto: commaList(headers['x-forwarded-proto']).at(-1) ?? null };
}

function saidByForwarded({ headers }: IncomingMessage): Said {
  if (headers.forwarded === undefined) return { addresses: [], proto: null };
  const elements = commaList(headers.forwarded).map((element) => {
    const pairs = element.split(';').map((pair) => pair.split('='));
    const of = (name: string): string | undefined => pairs.find(([key]) => key?.trim().toLowerCase() === name)?.[1];
    return { address: of('for') ?? '', proto: of('proto')?.trim().replace(/^"|"$/g, '') ?? null };
  });
  return { addresses: elements.map((one) => one.address), proto: elements.at(-1)?.proto ?? null };
}

/** Makes the reader. Throws AppError `config-invalid`. */
export function createPeerReader(trustedProxies: readonly string[], proxyHeaders: ProxyHeaders): PeerReader {
  const trusted = listOf(trustedProxies);
  const said = proxyHeaders === 'forwarded' ? saidByForwarded : saidByXForwarded;
  return (req) => {
    const { socket } = req;
    const near = plainAddress(socket.remoteAddress ?? '');
    const ownEnd = plainAddress(socket.localAddress ?? '');
    const isTls = socket instanceof TLSSocket;
    const isOwn = (address: string): boolean => address === '' || has(LOOPBACK, address) || address === ownEnd;
    if (!has(trusted, near)) {
      return { address: near, isEncrypted: isTls, isLocal: isOwn(near), fingerprint: fingerprintOf(req) };
    }
    const { addresses, proto } = said(req);
    const address = firstUntrusted(addresses, trusted) ?? near;
    // Only what the proxy says of its own client counts, and a proxy that says nothing has vouched for nothing.
    const isEncrypted = proto?.toLowerCase() === 'https';
    return { address, isEncrypted, isLocal: isOwn(near) && isOwn(address), fingerprint: null };
  };
}

/** From the nearest outwards: the first that is not one of our proxies. Behind something unreadable nothing is believed. */
function firstUntrusted(addresses: readonly string[], trusted: BlockList): string | null {
  let last: string | null = null;
  for (const said of [...addresses].reverse()) {
    const address = plainAddress(said);
    if (isIP(address) === 0) return last;
    last = address;
    if (!has(trusted, address)) return address;
  }
  return last;
}

function fingerprintOf({ socket }: IncomingMessage): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const { fingerprint256 } = socket.getPeerCertificate();
  return fingerprint256 === undefined ? null : fingerprint256.replaceAll(':', '').toLowerCase();
}
