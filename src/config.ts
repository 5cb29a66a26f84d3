/** Configuration: declared once, typed, frozen, checked at start; an unknown key refuses the start and says where. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from './domain/model/errors.ts';

/** The folder that holds `config`, `rules` and, built, `dist`. */
export const PACKAGE_ROOT = path.resolve(import.meta.dirname, '..');

/** Less than a day would take away what is still being worked on. */
const days = z.number().int().min(1).max(36_500);

const schema = z.strictObject({
  dataFolder: z.string().min(1),
  host: z.string().min(1),
  port: z.number().int().min(0).max(65_535),
  publicUrl: z.url().nullable(),
  databaseUrl: z.string().nullable(),
  redisUrl: z.string().nullable(),
  spoolFolder: z.string().nullable(),
  dropFolder: z.string().nullable(),
  rulesFolder: z.string().nullable(),
  keysFolder: z.string().nullable(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  now: z.iso.datetime({ offset: true }).nullable(),
  mail: z.strictObject({ smtpUrl: z.string().nullable(), from: z.string().min(3), folder: z.string().nullable() }),
  tls: z.strictObject({
    certFile: z.string().nullable(),
    keyFile: z.string().nullable(),
    clientCaFile: z.string().nullable(),
  }),
  trustedProxies: z.array(z.string().min(1)),
  proxyHeaders: z.enum(['x-forwarded', 'forwarded']),
  allowPlainHttp: z.boolean(),
  // How long a slow client may take: for all headers, and for each 100 bytes a second of a body.
  http: z.strictObject({ headersSeconds: z.number().min(0.1).max(600), bodySeconds: z.number().min(0.1).max(600) }),
  deposit: z.strictObject({
    maxMegabytes: z.number().int().min(1),
    // Quotas: 0 is none.
    maxPerHour: z.number().int().min(0),
    maxPerHourAndSite: z.number().int().min(0),
    maxMegabytesPerDay: z.number().int().min(0),
    maxMegabytesPerDayAndSite: z.number().int().min(0),
    stableSeconds: z.number().min(0.1),
    sweepSeconds: z.number().min(1),
  }),
  work: z.strictObject({
    concurrency: z.number().int().min(1).max(64),
    sweepSeconds: z.number().min(0.1),
    retrySeconds: z.array(z.number().min(0)).max(20),
    drainSeconds: z.number().min(1),
    lockSeconds: z.number().min(1),
  }),
  retention: z.strictObject({
    sourceDays: days,
    reportDays: days,
    changeDays: days,
    messageDays: days,
    auditDays: days,
  }),
});

export type Config = Readonly<z.infer<typeof schema>>;

/** Environment variables and the keys they set. */
const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  CARILLON_DATA: ['dataFolder'],
  CARILLON_HOST: ['host'],
  CARILLON_PORT: ['port'],
  CARILLON_PUBLIC_URL: ['publicUrl'],
  DATABASE_URL: ['databaseUrl'],
  REDIS_URL: ['redisUrl'],
  CARILLON_SPOOL: ['spoolFolder'],
  CARILLON_DROP: ['dropFolder'],
  CARILLON_RULES: ['rulesFolder'],
  CARILLON_KEYS: ['keysFolder'],
  CARILLON_LOG_LEVEL: ['logLevel'],
  CARILLON_NOW: ['now'],
  CARILLON_SMTP_URL: ['mail', 'smtpUrl'],
  CARILLON_TLS_CERT: ['tls', 'certFile'],
  CARILLON_TLS_KEY: ['tls', 'keyFile'],
  CARILLON_TLS_CLIENT_CA: ['tls', 'clientCaFile'],
  CARILLON_TRUSTED_PROXIES: ['trustedProxies'],
  CARILLON_ALLOW_PLAIN_HTTP: ['allowPlainHttp'],
  CARILLON_MAIL_FROM: ['mail', 'from'],
  CARILLON_CONCURRENCY: ['work', 'concurrency'],
};

/** How a variable that is no text is read; what cannot be is left for the schema to refuse. */
const READ_AS: Readonly<Record<string, (text: string) => unknown>> = {
  CARILLON_PORT: Number,
  CARILLON_CONCURRENCY: Number,
  CARILLON_TRUSTED_PROXIES: (text) => text.split(',').map((one) => one.trim()),
  CARILLON_ALLOW_PLAIN_HTTP: (text) => ({ true: true, false: false })[text] ?? text,
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
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) => {
      // Merged, it would be no key any more that the schema could refuse.
      if (key === '__proto__') throw new Error('unknown key __proto__');
      return value;
    });
    if (isObject(json)) return json;
  } catch (cause) {
    const problem = cause instanceof RangeError ? 'nested too deeply' : (cause as Error).message;
    throw new AppError('config-invalid', `${file}: ${problem}`, { retryable: false });
  }
  throw new AppError('config-invalid', `${file}: not a JSON object`, { retryable: false });
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Json {
  let found: Json = {};
  for (const [name, keys] of Object.entries(ENVIRONMENT)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const read = READ_AS[name];
    const value = read ? read(text) : text;
    found = merge(found, keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Json);
  }
  return found;
}

/**
 * `config/default.json`, then the file that CARILLON_CONFIG names, then the environment. Throws AppError
 * `config-invalid` that names file or variable and key.
 */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const own = environment.CARILLON_CONFIG;
  if (own && !existsSync(own)) {
    throw new AppError('config-invalid', `CARILLON_CONFIG: ${own} is not there`, { retryable: false });
  }
  const files = merge(readFile(path.join(PACKAGE_ROOT, 'config/default.json')), own ? readFile(own) : {});
  const where = own ?? 'config/default.json or the environment';
  const parsed = schema.safeParse(merge(files, fromEnvironment(environment)));
  if (parsed.success) {
    checkTls(parsed.data.tls, where);
    return Object.freeze(parsed.data);
  }
  const told = parsed.error.issues.map((issue) => {
    const key = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return `unknown key ${[key, issue.keys.join(', ')].filter(Boolean).join('.')}`;
    const variable = Object.entries(ENVIRONMENT).find(([name, keys]) => keys.join('.') === key && environment[name]);
    return `${variable ? `${variable[0]} (${key})` : key}: ${issue.message}`;
  });
  throw new AppError('config-invalid', `${where}: ${told.join('; ')}`, {
    retryable: false,
  });
}

/** Half a pair would silently serve unencrypted. */
function checkTls({ certFile, keyFile, clientCaFile }: Config['tls'], where: string): void {
  const isPair = (certFile === null) === (keyFile === null);
  if (isPair && (certFile !== null || clientCaFile === null)) return;
  throw new AppError(
    'config-invalid',
    `${where}: tls: certFile and keyFile belong together, and clientCaFile needs both`,
    { retryable: false },
  );
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
