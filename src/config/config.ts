/** Configuration: declared once, typed, frozen, checked at start; an unknown key refuses the start and says where. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SpoolPlace } from '../adapters/spool/open.ts';
import { AppError } from '../domain/model/errors.ts';
import { tellWrongKey } from './problems.ts';
import { type Config, type ConfigKey, configKeys, ENVIRONMENT, schema } from './schema.ts';
import { keysSaidTwice } from './twice.ts';

export { type Config, configKeys } from './schema.ts';

/** The folder that holds `config`, `rules` and, built, `dist`. */
export const PACKAGE_ROOT = path.resolve(import.meta.dirname, '../..');

function readBoolean(text: string): unknown {
  return { true: true, false: false }[text] ?? text;
}

/** How a variable that is no text is read; what cannot be is left for the schema to refuse. */
const READ_AS: Readonly<Record<string, (text: string) => unknown>> = {
  CARILLON_PORT: Number,
  CARILLON_CONCURRENCY: Number,
  CARILLON_WORKER_PORT: Number,
  CARILLON_TRUSTED_PROXIES: (text) => text.split(',').map((one) => one.trim()),
  CARILLON_ALLOW_PLAIN_HTTP: readBoolean,
  CARILLON_S3_PATH_STYLE: readBoolean,
};

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(base: Json, over: Json): Json {
  const merged: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const known = merged[key];
    merged[key] = isObject(known) && isObject(value) ? merge(known, value) : value;
  }
  return merged;
}

function readFile(file: string): Json {
  try {
    // Editors of Windows begin a file with a mark.
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const json: unknown = JSON.parse(text, (key, value: unknown) => {
      // Merged, it would be no key any more that the schema could refuse.
      if (key === '__proto__') throw new Error('unknown key __proto__');
      return value;
    });
    const twice = keysSaidTwice(text);
    if (twice.length > 0) throw new Error(`${twice.join(', ')}: said twice; keep the one that is meant`);
    if (isObject(json)) return json;
  } catch (cause) {
    const problem = cause instanceof RangeError ? 'nested too deeply' : (cause as Error).message;
    throw invalid(`${file}: ${problem}`);
  }
  throw invalid(`${file}: not a JSON object`);
}

/** Without these a daemon would start on a private database, or a backup be readable: nobody asks for that by an empty file. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(['DATABASE_URL', 'REDIS_URL', 'CARILLON_BACKUP_PASSPHRASE']);

/** A variable whose value is a secret, or the content of the file that NAME_FILE names. Throws AppError `config-invalid`. */
export function secretFrom(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name];
  if (environment[name]) throw invalid(`${name} and ${name}_FILE: set one of them, not both`);
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw invalid(`${name}_FILE: ${(cause as Error).message}`);
  }
  if (secret === '' && NEVER_EMPTY.has(name)) throw invalid(`${name}_FILE: ${file} is empty`);
  return secret;
}

/** Secrets may stand in files, as container engines and systemd hand them out. */
const SECRETS = new Set(configKeys().flatMap(({ isSecret, variable }) => (isSecret && variable ? [variable] : [])));

function fromEnvironment(environment: NodeJS.ProcessEnv): Json {
  let found: Json = {};
  for (const [name, keys] of Object.entries(ENVIRONMENT)) {
    const text = SECRETS.has(name) ? secretFrom(environment, name) : environment[name];
    if (text === undefined || text === '') continue;
    const read = READ_AS[name];
    const value = read ? read(text) : text;
    found = merge(found, keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json);
  }
  return found;
}

function invalid(told: string): AppError {
  return new AppError('config-invalid', told, { retryable: false });
}

/** What is said where: the package's defaults, the operator's file, and the environment, which wins. */
function sourcesOf(environment: NodeJS.ProcessEnv): Readonly<Record<'defaults' | 'file' | 'environment', Json>> {
  const own = environment.CARILLON_CONFIG;
  if (own && !existsSync(own)) throw invalid(`CARILLON_CONFIG: ${own} is not there`);
  return {
    defaults: readFile(path.join(PACKAGE_ROOT, 'config/default.json')),
    file: own ? readFile(own) : {},
    environment: fromEnvironment(environment),
  };
}

/** Where keys stand that do not go together: the variables that say them, else the file. */
function saidIn(environment: NodeJS.ProcessEnv, file: string, ...under: readonly string[]): string {
  const names = Object.entries(ENVIRONMENT).flatMap(([name, [key = '']]) =>
    under.includes(key) ? [name, `${name}_FILE`].filter((one) => environment[one]) : [],
  );
  return names.length === 0 ? file : names.join(', ');
}

/**
 * `config/default.json`, then the file that CARILLON_CONFIG names, then the environment. Throws AppError
 * `config-invalid` that names file or variable and key.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const sources = sourcesOf(environment);
  const file = environment.CARILLON_CONFIG || 'config/default.json';
  const merged = merge(merge(sources.defaults, sources.file), sources.environment);
  const parsed = schema.safeParse(merged);
  if (parsed.success) {
    checkTls(parsed.data.tls, saidIn(environment, file, 'tls'));
    checkStore(parsed.data, saidIn(environment, file, 'spoolStore', 's3'), file);
    return Object.freeze(parsed.data);
  }
  const told = parsed.error.issues.map((issue) => {
    const named = Object.entries(ENVIRONMENT).find(([, keys]) => isWithin(keys, issue.path))?.[0];
    const text = named === undefined ? undefined : environment[named];
    const variable = named !== undefined && text ? { name: named, text } : null;
    const wrong = tellWrongKey({ issue, config: merged, variable });
    return variable === null ? `${file}: ${wrong}` : wrong;
  });
  throw invalid(told.join('\n'));
}

/** Is what is wrong the value of these keys, or a part of it? */
function isWithin(keys: readonly string[], path: readonly PropertyKey[]): boolean {
  return keys.every((name, index) => path[index] === name);
}

/** A key with its value in force, and who says so: `default`, `file`, or the name of a variable. */
export interface ConfigValue extends ConfigKey {
  readonly value: unknown;
  readonly from: string;
}

/** Every key of the configuration in force. Throws as `loadConfig`. */
export function configInForce(environment: NodeJS.ProcessEnv = process.env): ConfigValue[] {
  const config = loadConfig(environment);
  const sources = sourcesOf(environment);
  return configKeys().map((one) => {
    const said = valueAt(sources.environment, one.key) !== undefined && one.variable;
    const from = said || (valueAt(sources.file, one.key) === undefined ? 'default' : 'file');
    return { ...one, value: valueAt(config, one.key), from };
  });
}

/** The value of a key with dots; undefined where it is not said. */
export function valueAt(of: unknown, key: string): unknown {
  return key.split('.').reduce((inner, name) => (isObject(inner) ? inner[name] : undefined), of);
}

/** Half a pair would silently serve unencrypted. */
function checkTls({ certFile, keyFile, clientCaFile }: Config['tls'], said: string): void {
  const isPair = (certFile === null) === (keyFile === null);
  if (isPair && (certFile !== null || clientCaFile === null)) return;
  throw invalid(`${said}: tls: certFile and keyFile belong together, and clientCaFile needs both`);
}

/** A store that takes a file in one request, whole or not at all, takes no larger one (5 GB everywhere). */
const MAX_S3_MEGABYTES = 5_000;

/** A store that cannot be asked must not be found out by the first deposit. */
function checkStore({ spoolStore, s3, deposit: { maxMegabytes } }: Config, said: string, file: string): void {
  if (spoolStore !== 's3') return;
  const absent = (['bucket', 'accessKey', 'secretKey'] as const).filter((name) => s3[name] === null);
  if (absent.length > 0)
    throw invalid(`${said}: spoolStore s3 needs ${absent.map((name) => `s3.${name}`).join(', ')} too`);
  if (maxMegabytes > MAX_S3_MEGABYTES)
    throw invalid(
      `${file}: deposit.maxMegabytes: ${maxMegabytes} is not accepted with spoolStore s3; accepted: whole number 1–${MAX_S3_MEGABYTES}`,
    );
}

/** Where deposited files are kept. */
export function spoolOf(config: Config): SpoolPlace {
  const { spool: folder } = foldersOf(config);
  const { bucket, accessKey, secretKey, prefix, timeoutSeconds, ...rest } = config.s3;
  if (config.spoolStore !== 's3' || bucket === null || accessKey === null || secretKey === null)
    return { folder, s3: null };
  const begin = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { folder, s3: { ...rest, bucket, accessKey, secretKey, prefix: begin, timeoutMs: timeoutSeconds * 1_000 } };
}

/** Where things are kept. */
export function foldersOf(
  config: Config,
): Readonly<Record<'data' | 'spool' | 'drop' | 'mail' | 'keys' | 'rules', string>> {
  const data = path.resolve(config.dataFolder);
  return {
    data,
    spool: path.resolve(config.spoolFolder ?? path.join(data, 'spool')),
    drop: path.resolve(config.dropFolder ?? path.join(data, 'drop')),
    mail: path.resolve(config.mail.folder ?? path.join(data, 'mail')),
    keys: path.resolve(config.keysFolder ?? path.join(config.dataFolder, 'keys')),
    rules: path.resolve(config.rulesFolder ?? path.join(PACKAGE_ROOT, 'rules')),
  };
}
