/** Who is believed to be at the other end: proxies only where they are trusted, and only what they say of their own client. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { createPeerReader, plainAddress } from '../../src/adapters/tls/peer.ts';

const PROXY = '10.1.2.3';
const CLIENT = '198.51.100.7';

function request(from: string, headers: Record<string, string> = {}, localAddress = '203.0.113.1'): IncomingMessage {
  return { headers, socket: { remoteAddress: from, localAddress } } as unknown as IncomingMessage;
}

describe('X-Forwarded-For and X-Forwarded-Proto', () => {
  const peerOf = createPeerReader(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'], 'x-forwarded');

  test.each([
    [
      'nobody trusted is between',
      CLIENT,
      { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' },
      CLIENT,
      false,
    ],
    ['one proxy', PROXY, { 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' }, CLIENT, true],
    ['the client made up what stands first', PROXY, { 'x-forwarded-for': `127.0.0.1, ${CLIENT}` }, CLIENT, false],
    ['two proxies of ours', PROXY, { 'x-forwarded-for': `9.9.9.9, ${CLIENT}, 10.9.9.9` }, CLIENT, false],
    ['only proxies of ours', PROXY, { 'x-forwarded-for': '10.8.8.8, 10.9.9.9' }, '10.8.8.8', false],
    ['nonsense', PROXY, { 'x-forwarded-for': 'unknown' }, PROXY, false],
    ['nonsense behind a proxy', PROXY, { 'x-forwarded-for': `${CLIENT}, _hidden, 10.9.9.9` }, '10.9.9.9', false],
    ['no header', PROXY, {}, PROXY, false],
    ['IPv4 in IPv6', `::ffff:${PROXY}`, { 'x-forwarded-for': `::ffff:${CLIENT}` }, CLIENT, false],
    ['IPv6', '2001:db8::9', { 'x-forwarded-for': '2001:DB9::1', 'x-forwarded-proto': 'HTTPS' }, '2001:db9::1', true],
    ['a port', PROXY, { 'x-forwarded-for': `${CLIENT}:4711` }, CLIENT, false],
    ['the last proto counts', PROXY, { 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https, http' }, CLIENT, false],
    ['the other header is not read', PROXY, { forwarded: `for=${CLIENT};proto=https` }, PROXY, false],
  ])('%s', (_what, from, headers, address, isEncrypted) => {
    expect(peerOf(request(from, headers as Record<string, string>))).toMatchObject({ address, isEncrypted });
  });

  it('calls local what comes from this machine, not what says so', () => {
    expect(peerOf(request('127.0.0.1')).isLocal).toBe(true);
    expect(peerOf(request('::1')).isLocal).toBe(true);
    expect(peerOf(request('203.0.113.1')).isLocal).toBe(true);
    expect(peerOf(request(CLIENT, { 'x-forwarded-for': '127.0.0.1' })).isLocal).toBe(false);
    expect(peerOf(request(PROXY, { 'x-forwarded-for': '127.0.0.1' })).isLocal).toBe(false);
    const behindLocal = createPeerReader(['127.0.0.1'], 'x-forwarded');
    expect(behindLocal(request('127.0.0.1', { 'x-forwarded-for': CLIENT })).isLocal).toBe(false);
    expect(behindLocal(request('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).isLocal).toBe(true);
  });
});

describe('Forwarded (RFC 7239)', () => {
  const peerOf = createPeerReader([PROXY], 'forwarded');

  test.each([
    [`for=${CLIENT};proto=https;by=${PROXY}`, CLIENT, true],
    [`for=1.2.3.4;proto=https, for=${CLIENT};proto=http`, CLIENT, false],
    ['For="[2001:db8:cafe::17]:4711"; Proto="https"', '2001:db8:cafe::17', true],
    ['for=_hidden', PROXY, false],
    ['', PROXY, false],
  ])('%s', (forwarded, address, isEncrypted) => {
    expect(peerOf(request(PROXY, { forwarded }))).toMatchObject({ address, isEncrypted });
  });
});

test.each(['10.0.0.0/33', '10.0.0', 'localhost', '::/129', '10.0.0.0/8/8', '10.0.0.0/-1', ''])(
  'the trusted proxy « %s » refuses the start',
  (one) => {
    expect(() => createPeerReader([one], 'x-forwarded')).toThrow('trustedProxies');
  },
);

test('addresses lose brackets, zones and ports', () => {
  expect(plainAddress('[::1]:80')).toBe('::1');
  expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
  expect(plainAddress('::FFFF:192.0.2.1')).toBe('192.0.2.1');
});
