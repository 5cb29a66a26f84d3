/** Programs that people really use, before the real door: curl, cadaver, rclone, and the npm client webdav. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from 'webdav';
import { describeWith } from '../support/machine.ts';
import { LOGIN, PASSWORD, startDoor, type TestDoor } from '../support/webdav-door.ts';

const run = promisify(execFile);
const XML = `<?xml version="1.0"?>\n<a>${'x'.repeat(100_000)}</a>\n`;

let door: TestDoor;
let folder: string;
let file: string;
beforeEach(async () => {
  door = await startDoor();
  folder = await mkdtemp(path.join(os.tmpdir(), 'carillon-client-'));
  file = path.join(folder, 'EDT été.xml');
  await writeFile(file, XML);
});
afterEach(async () => {
  await door.close();
  await rm(folder, { recursive: true, force: true });
});

const runs = (): number => door.fake.journal().filter((deposit) => deposit.run !== null).length;

describeWith('curl', 'curl', (curl) => {
  const status = ['-s', '-o', '/dev/null', '-w', '%{http_code} %{size_upload}'];

  it('deposits with the login in the URL, as the guide has it', async () => {
    const withLogin = door.url.replace('//', `//${LOGIN}:${encodeURIComponent(PASSWORD)}@`);
    expect((await run(curl, [...status, '-T', file, withLogin])).stdout).toBe(`201 ${XML.length}`);
    expect((await run(curl, [...status, '-T', file, withLogin])).stdout).toBe(`204 ${XML.length}`);
    expect((await run(curl, ['-s', '-u', `${LOGIN}:${PASSWORD}`, `${door.url}EDT%20%C3%A9t%C3%A9.xml`])).stdout).toBe(
      XML,
    );
    expect(runs()).toBe(2);
  });

  it('deposits with --anyauth, a chunked body, and is refused before it sends', async () => {
    const login = ['-u', `${LOGIN}:${PASSWORD}`];
    expect((await run(curl, [...status, '--anyauth', ...login, '-T', file, door.url])).stdout).toMatch(/^201 /);
    const chunked = ['-H', 'Transfer-Encoding: chunked'];
    expect((await run(curl, [...status, ...login, ...chunked, '-T', file, door.url])).stdout).toMatch(/^204 /);
    const expecting = ['-u', 'nobody:x', '-H', 'Expect: 100-continue', '--expect100-timeout', '60'];
    expect((await run(curl, [...status, ...expecting, '-T', file, door.url])).stdout).toBe('401 0');
    expect(runs()).toBe(2);
  });
});

describeWith('cadaver', 'cadaver', (cadaver) => {
  it('puts, lists, gets, copies, moves, deletes, locks and unlocks', async () => {
    await writeFile(path.join(folder, '.netrc'), `machine 127.0.0.1 login ${LOGIN} password secret\n`, { mode: 0o600 });
    door.fake.changePassword(door.account.id, 'secret');
    await writeFile(path.join(folder, 'a.xml'), XML);
    const commands = [
      `put ${path.join(folder, 'a.xml')} a.xml`,
      'ls',
      `get a.xml ${path.join(folder, 'back.xml')}`,
      'copy a.xml b.xml',
      'move b.xml c.xml',
      'delete c.xml',
      'lock a.xml',
      `put ${path.join(folder, 'a.xml')} a.xml`,
      'unlock a.xml',
      'mkcol sub',
      'quit',
    ];
    const child = spawn(cadaver, [door.url], { env: { ...process.env, HOME: folder } });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      output += text;
    });
    child.stdin.end(`${commands.join('\n')}\n`);
    await new Promise((resolve) => child.once('close', resolve));
    expect(output.match(/succeeded/g)).toHaveLength(9);
    expect(output).toMatch(/Creating `sub'.*failed/s);
    expect(await readFile(path.join(folder, 'back.xml'), 'utf8')).toBe(XML);
    expect((await door.fake.folders.list(door.folder)).map(({ name }) => name)).toEqual(['a.xml']);
    expect(runs()).toBe(2);
  });
});

describeWith('rclone', 'rclone', (rclone) => {
  it('copies thirty files, finds them equal, moves one and deletes all', async () => {
    const from = path.join(folder, 'thirty');
    await mkdir(from);
    for (let n = 0; n < 30; n++) await writeFile(path.join(from, `export ${n} é.xml`), `<a n="${n}"/>`);
    const obscured = (await run(rclone, ['obscure', PASSWORD])).stdout.trim();
    const env = {
      ...process.env,
      RCLONE_CONFIG: path.join(folder, 'none.conf'),
      RCLONE_CONFIG_DOOR_TYPE: 'webdav',
      RCLONE_CONFIG_DOOR_URL: door.url,
      RCLONE_CONFIG_DOOR_VENDOR: 'other',
      RCLONE_CONFIG_DOOR_USER: LOGIN,
      RCLONE_CONFIG_DOOR_PASS: obscured,
    };
    const go = (...args: string[]) => run(rclone, [...args, '--retries', '1'], { env });
    await go('copy', from, 'door:');
    expect(await door.fake.folders.list(door.folder)).toHaveLength(30);
    await go('check', '--download', from, 'door:');
    await go('moveto', 'door:export 1 é.xml', 'door:other.xml');
    expect((await go('lsf', 'door:')).stdout.split('\n')).toContain('other.xml');
    await go('delete', 'door:');
    expect(await door.fake.folders.list(door.folder)).toEqual([]);
    expect(runs()).toBe(30);
  });
});

describe('the npm client webdav', () => {
  it('writes, lists, reads, moves, locks and deletes', async () => {
    // It encodes logins as Latin-1.
    const password = 'pa:ss+wo/rd é';
    door.fake.changePassword(door.account.id, password);
    const client = createClient(door.url, { username: LOGIN, password });
    expect(await client.putFileContents('/EDT.xml.part', XML)).toBe(true);
    await client.moveFile('/EDT.xml.part', '/EDT & Cie #1.xml');
    expect(await client.exists('/EDT.xml.part')).toBe(false);
    expect(await client.getDirectoryContents('/')).toMatchObject([
      { basename: 'EDT & Cie #1.xml', size: XML.length, type: 'file', mime: 'application/xml' },
    ]);
    expect(await client.getFileContents('/EDT & Cie #1.xml', { format: 'text' })).toBe(XML);
    const lock = await client.lock('/EDT & Cie #1.xml');
    await expect(client.deleteFile('/EDT & Cie #1.xml')).rejects.toMatchObject({ status: 423 });
    await client.unlock('/EDT & Cie #1.xml', lock.token);
    await client.deleteFile('/EDT & Cie #1.xml');
    expect(await client.getDirectoryContents('/')).toEqual([]);
    await expect(client.createDirectory('/sub')).rejects.toMatchObject({ status: 403 });
    expect(runs()).toBe(1);
  });
});
