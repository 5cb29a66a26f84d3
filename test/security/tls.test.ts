/** Encrypted doors over real sockets: renewal without a dropped connection, old protocols refused, paired certificates. */
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AgentOptions, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCertificate } from '../../src/adapters/tls/certificate.ts';
import { createPeerReader } from '../../src/adapters/tls/peer.ts';
import { createTlsServer, type TlsServer } from '../../src/adapters/tls/reload.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type Issuer, makeCertificate, type Pair } from '../support/certificates.ts';

const authority = makeCertificate('Autorité');
const first = makeCertificate('first', { issuer: authority });
const second = makeCertificate('second', { issuer: authority });
const expired = makeCertificate('expired', { issuer: authority, expiresAt: Date.now() - 86_400_000 });
const clients = makeCertificate('Clients');

let folder: string;
let files: { certFile: string; keyFile: string; clientCaFile: string };
let lines: string[];
let running: TlsServer;

async function put(pair: Pick<Pair, 'cert' | 'key'>): Promise<void> {
  // As renewal programs do: written beside, then renamed, one after the other.
  for (const [file, text] of [
    [files.certFile, pair.cert],
    [files.keyFile, pair.key],
  ] as const) {
    await writeFile(`${file}.new`, text);
    await rename(`${file}.new`, file);
  }
}

async function start(asksClients = false): Promise<number> {
  const line = (_about: object, message: string): void => void lines.push(message);
  running = await createTlsServer({
    files: asksClients ? files : { ...files, clientCaFile: null },
    log: { debug: line, info: line, warn: line, error: line },
    clock: { now: Date.now },
    settleMs: 50,
  });
  const peerOf = createPeerReader([], 'x-forwarded');
  running.server.on('request', (req, res) => res.end(JSON.stringify(peerOf(req))));
  await new Promise<void>((resolve) => running.server.listen(0, '127.0.0.1', resolve));
  return (running.server.address() as AddressInfo).port;
}

function open(port: number, options: object = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.cert, ...options }, () => resolve(socket));
    socket.once('error', reject);
  });
}

function ask(socket: TLSSocket): Promise<string> {
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  return new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

async function served(port: number): Promise<string> {
  const socket = await open(port);
  const fingerprint = socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase();
  socket.destroy();
  return fingerprint;
}

function peer(port: number, options: AgentOptions = {}): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest({ port, host: '127.0.0.1', ca: authority.cert, agent: false, ...options }, (res) => {
      let text = '';
      res.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      res.on('end', () => resolve(JSON.parse(text) as Record<string, unknown>));
    });
    sent.on('error', reject);
    sent.end();
  });
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-tls-'));
  const file = (name: string): string => path.join(folder, name);
  files = { certFile: file('cert.pem'), keyFile: file('key.pem'), clientCaFile: file('clients.pem') };
  lines = [];
  await put(first);
  await writeFile(files.clientCaFile, clients.cert);
});
afterEach(async () => {
  await running?.stopWatching();
  running?.server.closeAllConnections();
  running?.server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a renewed certificate', () => {
  it('is used for new connections while the old ones go on', async () => {
    const port = await start();
    const old = await open(port);
    expect(await ask(old)).toContain('200 OK');
    expect(await served(port)).toBe(first.fingerprint);
    await put(second);
    await vi.waitFor(async () => expect(await served(port)).toBe(second.fingerprint), { timeout: 10_000 });
    expect(await ask(old)).toContain('200 OK');
    old.destroy();
    expect(lines).toContain('a new certificate is in use');
  });

  it.each([
    ['the key of another', { cert: second.cert, key: first.key }],
    ['half a file', { cert: second.cert.slice(0, 200), key: second.key }],
    ['nothing', { cert: '', key: '' }],
    ['one that has expired', expired],
  ])('that is %s is refused, and the old one stays', async (_what, pair) => {
    const port = await start();
    await put(pair);
    await vi.waitFor(() => expect(lines.some((line) => line.includes('the old one stays in use'))).toBe(true), {
      timeout: 10_000,
    });
    expect(await served(port)).toBe(first.fingerprint);
    await put(second);
    await vi.waitFor(async () => expect(await served(port)).toBe(second.fingerprint), { timeout: 10_000 });
  });
});

describe('the start', () => {
  it.each([
    ['a key that does not fit', async () => await writeFile(files.keyFile, second.key), 'is not the key of'],
    ['a missing file', async () => await rm(files.certFile), 'cannot be read'],
    ['a file that is no certificate', async () => await writeFile(files.certFile, 'hello'), 'not a usable PEM'],
    ['authorities that are none', async () => await writeFile(files.clientCaFile, 'hello'), 'holds no certificate'],
  ])('is refused for %s', async (_what, spoil, told) => {
    await spoil();
    await expect(readCertificate(files)).rejects.toThrow(told);
  });

  it('is refused for half a pair', () => {
    expect(() => loadConfig({ CARILLON_TLS_CERT: '/x.pem' })).toThrow(
      /^CARILLON_TLS_CERT: tls: certFile and keyFile belong together/,
    );
    expect(() => loadConfig({ CARILLON_TLS_CLIENT_CA: '/x.pem' })).toThrow('clientCaFile needs both');
    expect(loadConfig({ CARILLON_TRUSTED_PROXIES: '10.0.0.0/8, ::1' }).trustedProxies).toEqual(['10.0.0.0/8', '::1']);
    expect(() => loadConfig({ CARILLON_ALLOW_PLAIN_HTTP: 'maybe' })).toThrow('CARILLON_ALLOW_PLAIN_HTTP');
  });
});

describe('connections', () => {
  it('below TLS 1.2 are refused, 1.2 and 1.3 are taken', async () => {
    const port = await start();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' };
    await expect(open(port, old)).rejects.toThrow();
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      const socket = await open(port, { minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
  });

  it('are encrypted ones, whatever their headers say', async () => {
    const port = await start();
    expect(await peer(port)).toMatchObject({ address: '127.0.0.1', isEncrypted: true, fingerprint: null });
  });

  it('show the client certificate only when its authority is ours', async () => {
    const port = await start(true);
    const own = makeCertificate('EDT', { issuer: clients });
    const strange = makeCertificate('EDT', { issuer: makeCertificate('Clients') });
    expect(await peer(port)).toMatchObject({ fingerprint: null });
    expect(await peer(port, pairOf(own))).toMatchObject({ fingerprint: own.fingerprint });
    expect(await peer(port, pairOf(strange))).toMatchObject({ fingerprint: null });
    expect(await peer(port, pairOf(makeCertificate('self')))).toMatchObject({ fingerprint: null });
  });

  it('are not asked for a certificate where no authority is named', async () => {
    const port = await start();
    expect(await peer(port, pairOf(makeCertificate('EDT', { issuer: clients })))).toMatchObject({ fingerprint: null });
  });
});

function pairOf({ cert, key }: Issuer): AgentOptions {
  return { cert, key };
}
