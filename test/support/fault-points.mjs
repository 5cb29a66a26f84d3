/**
 * `node --import` this and the process meets the fault that the file named by CARILLON_TEST_FAULT describes, at the border
 * crossing that it names: a statement, a call to the disk, an answer. Production code knows nothing of it.
 */
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import { ServerResponse } from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const orders = process.env.CARILLON_TEST_FAULT ?? '';
const traceFile = process.env.CARILLON_TEST_TRACE ?? '';
const { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } = fs;

let known = { stamp: '' };

/** The fault that is ordered now; each new file begins to count anew. */
function ordered() {
  const stat = orders === '' ? undefined : statSync(orders, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  const stamp = `${stat.ino} ${stat.mtimeNs}`;
  if (known.stamp !== stamp) {
    const text = JSON.parse(readFileSync(orders, 'utf8'));
    const { at, since = null, when = 'before', nth = 1, act = 'kill', role = null, next = null } = text;
    const isOurs = role === null || process.argv.includes(role);
    const [place, start] = [new RegExp(at), since && new RegExp(since)];
    known = { stamp, at: place, since: start, when, nth, act, isArmed: since === null, isOurs, seen: 0, next };
  }
  return known.isOurs ? known : null;
}

/** Dies or stops here when it is told to; returns the error to fail with, if any. */
function meet(crossing, when) {
  if (traceFile !== '' && when !== 'sent') appendFileSync(traceFile, `${when} ${crossing}\n`);
  const fault = ordered();
  if (fault === null) return null;
  if (!fault.isArmed) {
    if (when === 'after' && fault.since.test(crossing)) fault.isArmed = true;
    return null;
  }
  if (when !== fault.when || !fault.at.test(crossing)) return null;
  fault.seen += 1;
  // Trouble with the disk lasts as long as the order; everything else comes once.
  if (fault.act.startsWith('E')) return fault.seen < fault.nth ? null : failure(fault.act);
  if (fault.seen !== fault.nth) return null;
  if (fault.next === null) renameSync(orders, `${orders}.met`);
  else writeFileSync(orders, JSON.stringify(fault.next));
  if (fault.act === 'fail') return failure('ORDERED');
  process.kill(process.pid, fault.act === 'stop' ? 'SIGSTOP' : 'SIGKILL');
  return null;
}

function failure(code) {
  return Object.assign(new Error(`${code}: ordered by a test`), { code });
}

function wrapPromise(owner, name, crossingOf) {
  const original = owner[name];
  owner[name] = async function (...args) {
    const crossing = crossingOf.call(this, ...args);
    const error = meet(crossing, 'before');
    if (error) throw error;
    const result = original.apply(this, args);
    meet(crossing, 'sent');
    const value = await result;
    meet(crossing, 'after');
    return value;
  };
}

const paths = new WeakMap();
const openFile = fs.promises.open;
const probe = await openFile('/dev/null', 'r');
const FileHandle = Object.getPrototypeOf(probe);
await probe.close();
const place = (handle) => paths.get(handle) ?? '';
fs.promises.open = async (file, ...rest) => {
  const isWriting = typeof rest[0] === 'number' ? (rest[0] & 3) !== 0 : /[wa+]/.test(rest[0] ?? 'r');
  if (isWriting) {
    const error = meet(`fs open ${file}`, 'before');
    if (error) throw error;
  }
  const handle = await openFile(file, ...rest);
  paths.set(handle, String(file));
  if (isWriting) meet(`fs open ${file}`, 'after');
  return handle;
};
wrapPromise(FileHandle, 'writeFile', function () {
  return `fs write ${place(this)}`;
});
wrapPromise(FileHandle, 'datasync', function () {
  return `fs sync ${place(this)}`;
});
wrapPromise(FileHandle, 'sync', function () {
  return `fs sync ${place(this)}`;
});
wrapPromise(fs.promises, 'rename', (from, to) => `fs rename ${from} > ${to}`);
wrapPromise(fs.promises, 'unlink', (file) => `fs unlink ${file}`);
wrapPromise(fs.promises, 'mkdir', (folder) => `fs mkdir ${folder}`);
syncBuiltinESMExports();

const require = createRequire(path.join(import.meta.dirname, '../../package.json'));
const { Client } = require('pg');
const query = Client.prototype.query;

function crossingOf(config) {
  const text = typeof config === 'string' ? config : (config?.text ?? '');
  return `sql ${text.replace(/\s+/g, ' ').trim()}`;
}

Client.prototype.query = function (config, values, callback) {
  const crossing = crossingOf(config);
  const told = [config, values, callback].find((one) => typeof one === 'function');
  const error = meet(crossing, 'before');
  if (error && told) return void process.nextTick(told, error);
  if (error) return Promise.reject(error);
  const heard = told
    ? (failure, result) => {
        if (!failure) meet(crossing, 'after');
        told(failure, result);
      }
    : null;
  const result = query.apply(
    this,
    [config, values, callback].map((one) => (one === told && told ? heard : one)),
  );
  meet(crossing, 'sent');
  if (result instanceof Promise) {
    return result.then((rows) => {
      meet(crossing, 'after');
      return rows;
    });
  }
  if (result instanceof EventEmitter) result.once('finish', () => meet(crossing, 'after'));
  return result;
};

const { writeHead } = ServerResponse.prototype;
ServerResponse.prototype.writeHead = function (status, ...rest) {
  const crossing = `http ${status} ${this.req?.method} ${this.req?.url}`;
  meet(crossing, 'before');
  this.once('finish', () => meet(crossing, 'after'));
  return writeHead.call(this, status, ...rest);
};
