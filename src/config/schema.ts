/** What each key of the configuration is: its type and bounds, what it does, and whether SIGHUP can change it. */

import { z } from 'zod';
import { databaseUrl, host, proxies, publicUrl, redisUrl, seconds, sender, smtpUrl } from './shapes.ts';

declare module 'zod' {
  interface GlobalMeta {
    /** A running daemon takes the new value on SIGHUP; without this, a restart does. */
    live?: boolean;
    /** May hold a password: shown to nobody, and its variable may be given as a file. */
    secret?: boolean;
    /** What is accepted, where type and bounds do not say it. */
    accepted?: string;
  }
}

const LIVE = { live: true } as const;
const SECRET = { secret: true } as const;

/** Less than a day would take away what is still being worked on. */
const days = z.number().int().min(1).max(36_500);
const text = z.string().min(1);
/** Times a million it is still counted exactly. */
const quota = z.number().int().min(0).max(1_000_000_000);

export const schema = z.strictObject({
  dataFolder: text.describe('Everything that is kept and has no folder of its own below; the private PostgreSQL too.'),
  host: host.describe('Address to listen on: `0.0.0.0` for all of this machine.'),
  port: z.number().int().min(0).max(65_535).describe('Port of the door, the API and the pages.'),
  publicUrl: publicUrl
    .nullable()
    .describe('Address that people and exporters use, as it stands in mails; none: host and port.'),
  databaseUrl: databaseUrl.nullable().meta(SECRET).describe('A PostgreSQL server, 15 or newer; none: the private one.'),
  redisUrl: redisUrl.nullable().meta(SECRET).describe('Redis or Valkey for the queue; none: the database.'),
  spoolStore: z
    .enum(['filesystem', 's3'])
    .describe('Where deposited files are kept: in `spoolFolder`, or in an S3-compatible store (`s3`).'),
  spoolFolder: text
    .nullable()
    .describe(
      'Deposited files; all processes share it. With `s3`: uploads on their way and copies that are read, of this host alone. None: `spool` in `dataFolder`.',
    ),
  s3: z.strictObject({
    endpoint: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .describe('Where the store answers, e.g. `https://s3.example.org`; none: AWS, in the region.'),
    region: z
      .string()
      .regex(/^[\w-]+$/)
      .describe('Region that requests are signed for; stores without regions take `us-east-1`.'),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
      .nullable()
      .describe('The bucket; it must exist.'),
    prefix: z
      .string()
      .regex(/^([\w-][\w.-]*(\/[\w-][\w.-]*)*\/?)?$/)
      .describe('Begins every key, for a bucket that others use too, e.g. `carillon/`; empty: none.'),
    pathStyle: z.boolean().describe('The bucket stands in the path of the address, not in its host name.'),
    accessKey: text.nullable().meta(SECRET).describe('Who we are at the store.'),
    secretKey: text.nullable().meta(SECRET).describe('What proves it.'),
    timeoutSeconds: seconds(0.1, 600).describe('How long the store may be silent before it counts as away.'),
  }),
  dropFolder: text.nullable().describe('The watched drop tree; none: `drop` in `dataFolder`.'),
  rulesFolder: text.nullable().meta(LIVE).describe('Controls, one JSON file each; none: those of the package.'),
  keysFolder: text.nullable().describe('Private keys for encrypted exports; none: `keys` in `dataFolder`.'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .meta(LIVE)

    .describe('Least important lines that are written.'),
  logFile: text
    .nullable()
    .describe('Log lines go there; none: to standard output. Moved away, a new one begins on SIGHUP.'),
  now: z.iso
    .datetime({ offset: true })
    .nullable()
    .describe('Stops the clock at a moment: for tests and demonstrations only.'),
  mail: z.strictObject({
    smtpUrl: smtpUrl
      .nullable()
      .meta({ ...SECRET, ...LIVE })
      .describe('Server that takes mail, `smtps://user:password@host:465`; none: letters are kept as files.'),
    from: sender.meta(LIVE).describe('Sender of all mail.'),
    folder: text.nullable().describe('Letters as `.eml` while there is no server; none: `mail` in `dataFolder`.'),
  }),
  tls: z.strictObject({
    certFile: text.nullable().describe('Certificate and chain, PEM; watched, so a renewed one needs no restart.'),
    keyFile: text.nullable().describe('Its private key, PEM.'),
    clientCaFile: text.nullable().describe('Authorities whose client certificates are asked for.'),
  }),
  trustedProxies: proxies
    .meta(LIVE)

    .describe('Addresses and networks of proxies whose word on the client counts, e.g. `10.0.0.0/8`.'),
  proxyHeaders: z
    .enum(['x-forwarded', 'forwarded'])
    .meta(LIVE)

    .describe('Which headers a trusted proxy sets; the other ones are not read.'),
  allowPlainHttp: z.boolean().meta(LIVE).describe('Passwords may come unencrypted from other machines.'),
  http: z.strictObject({
    headersSeconds: seconds(0.1, 600).describe('How long a client may take for all headers.'),
    bodySeconds: seconds(0.1, 600).describe('In each span of this length a body must bring 100 bytes a second.'),
    maxConnections: z
      .number()
      .int()
      .min(10)
      .max(100_000)
      .describe('Connections open at the same time; further ones are closed unanswered, for clients to try again.'),
  }),
  deposit: z.strictObject({
    maxMegabytes: z.number().int().min(1).max(1_000_000).describe('Largest file.'),
    maxPerHour: quota.meta(LIVE).describe('Deposits of an account in an hour; 0: no limit.'),
    maxPerHourAndSite: quota.meta(LIVE).describe('Deposits of a site in an hour; 0: no limit.'),
    maxMegabytesPerDay: quota.meta(LIVE).describe('Megabytes of an account in a day; 0: no limit.'),
    maxMegabytesPerDayAndSite: quota.meta(LIVE).describe('Megabytes of a site in a day; 0: no limit.'),
    stableSeconds: seconds(0.1).describe('A file in the drop tree is taken when it has not changed for this long.'),
    sweepSeconds: seconds(1).describe('How often the whole drop tree is looked through.'),
    otherFileMinutes: z
      .number()
      .min(0.01)
      .max(10_080)
      .describe('How long one of two files that make a timetable together (STS) waits for the other one.'),
  }),
  work: z.strictObject({
    port: z
      .number()
      .int()
      .min(0)
      .max(65_535)
      .nullable()
      .describe('Where a process that is only a worker answers `/healthz`, `/readyz` and `/metrics`; none: nowhere.'),
    concurrency: z.number().int().min(1).max(64).describe('Sites that a worker imports at the same time.'),
    sweepSeconds: seconds(0.1).describe('How often runs are looked for that nobody wakes up.'),
    retrySeconds: z
      .array(seconds(0, 604_800))
      .max(20)
      .meta(LIVE)

      .describe('Pauses before each new try after technical trouble; then the run is `failed`.'),
    drainSeconds: seconds(1).describe('When asked to stop: how long imports and uploads under way may still take.'),
    lockSeconds: seconds(1).describe('A job of a worker that shows no sign of life goes to another after this.'),
  }),
  retention: z.strictObject({
    sourceDays: days.meta(LIVE).describe('Deposited files.'),
    reportDays: days.meta(LIVE).describe('Bodies of reports.'),
    changeDays: days.meta(LIVE).describe('What each import changed, row by row: after that it cannot be undone.'),
    messageDays: days.meta(LIVE).describe('Messages and their letters.'),
    auditDays: days.meta(LIVE).describe('Entries of the audit log.'),
  }),
});

export type Config = Readonly<z.infer<typeof schema>>;

/** Environment variables and the keys they set. */
export const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  CARILLON_DATA: ['dataFolder'],
  CARILLON_HOST: ['host'],
  CARILLON_PORT: ['port'],
  CARILLON_PUBLIC_URL: ['publicUrl'],
  DATABASE_URL: ['databaseUrl'],
  REDIS_URL: ['redisUrl'],
  CARILLON_SPOOL_STORE: ['spoolStore'],
  CARILLON_SPOOL: ['spoolFolder'],
  CARILLON_S3_ENDPOINT: ['s3', 'endpoint'],
  CARILLON_S3_REGION: ['s3', 'region'],
  CARILLON_S3_BUCKET: ['s3', 'bucket'],
  CARILLON_S3_PREFIX: ['s3', 'prefix'],
  CARILLON_S3_PATH_STYLE: ['s3', 'pathStyle'],
  CARILLON_S3_ACCESS_KEY: ['s3', 'accessKey'],
  CARILLON_S3_SECRET_KEY: ['s3', 'secretKey'],
  CARILLON_DROP: ['dropFolder'],
  CARILLON_RULES: ['rulesFolder'],
  CARILLON_KEYS: ['keysFolder'],
  CARILLON_LOG_LEVEL: ['logLevel'],
  CARILLON_LOG_FILE: ['logFile'],
  CARILLON_NOW: ['now'],
  CARILLON_SMTP_URL: ['mail', 'smtpUrl'],
  CARILLON_TLS_CERT: ['tls', 'certFile'],
  CARILLON_TLS_KEY: ['tls', 'keyFile'],
  CARILLON_TLS_CLIENT_CA: ['tls', 'clientCaFile'],
  CARILLON_TRUSTED_PROXIES: ['trustedProxies'],
  CARILLON_ALLOW_PLAIN_HTTP: ['allowPlainHttp'],
  CARILLON_MAIL_FROM: ['mail', 'from'],
  CARILLON_CONCURRENCY: ['work', 'concurrency'],
  CARILLON_WORKER_PORT: ['work', 'port'],
};

/** One key that has a value, and everything that is known of it. */
export interface ConfigKey {
  /** With dots: `work.concurrency`. */
  readonly key: string;
  readonly told: string;
  /** Type and bounds in a reader's words. */
  readonly type: string;
  readonly variable: string | null;
  readonly isLive: boolean;
  readonly isSecret: boolean;
}

/** All keys, in the order of the schema. */
export function configKeys(of: z.ZodType = schema, path: readonly string[] = []): ConfigKey[] {
  if (of instanceof z.ZodObject)
    return Object.entries(of.shape).flatMap(([name, inner]) => configKeys(inner as z.ZodType, [...path, name]));
  const key = path.join('.');
  const { description = '', live = false, secret = false } = of.meta() ?? {};
  const variable = Object.entries(ENVIRONMENT).find(([, keys]) => keys.join('.') === key)?.[0] ?? null;
  return [{ key, told: description, type: typeOf(of), variable, isLive: live, isSecret: secret }];
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function typeOf(of: z.ZodType): string {
  const accepted = acceptedBy(of);
  if (accepted !== null) return of instanceof z.ZodNullable ? `${accepted}, none` : accepted;
  const tell = (json: JsonSchema): string => {
    if (json.anyOf) return json.anyOf.map(tell).join(', ');
    if (Array.isArray(json.type)) return json.type.map((type) => tell({ ...json, type })).join(', ');
    if (json.enum) return json.enum.map((one) => `\`${one}\``).join(', ');
    if (json.type === 'null') return 'none';
    if (json.type === 'boolean') return '`true`, `false`';
    if (json.type === 'array') return `list of ${tell(json.items as JsonSchema)}`;
    if (json.type === 'string')
      return { uri: 'address', 'date-time': 'moment' }[json.format ?? ''] ?? textOf(json.minLength ?? 0);
    const { minimum, maximum = Number.MAX_SAFE_INTEGER } = json;
    const name = json.type === 'integer' ? 'whole number' : 'number';
    return maximum === Number.MAX_SAFE_INTEGER ? `${name} from ${minimum}` : `${name} ${minimum}–${maximum}`;
  };
  return tell(z.toJSONSchema(of) as JsonSchema);
}

/** In words of its own, which a value that may be none takes from what is inside. */
function acceptedBy(of: z.ZodType): string | null {
  return of.meta()?.accepted ?? (of instanceof z.ZodNullable ? acceptedBy(of.unwrap() as z.ZodType) : null);
}

function textOf(minLength: number): string {
  return minLength > 1 ? `text of at least ${minLength} characters` : 'text';
}
