import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

/** What the environment asks for. It holds secrets: never log it whole. */
export interface Config {
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  /** Absolute; holds the embedded database and the master key. */
  readonly dataFolder: string;
  /** Without it the server runs a PostgreSQL of its own below `dataFolder`. */
  readonly databaseUrl: string | undefined;
  readonly accountId: string | undefined;
  readonly rootCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** 32 bytes; without it the key is kept in a file below `dataFolder`. */
  readonly masterKey: Buffer | undefined;
  readonly logLevel: LogLevel;
  /** Where usage reports are kept: a folder, absolute, or a bucket of S3 or of a server that speaks its API. */
  readonly reports: ReportSettings;
  /** From a signal to the end of the process. */
  readonly stopSeconds: number;
  /** `npm start` runs this process, through a shell that passes no signal on. */
  readonly runByNpm: boolean;
  /** Of variables that look like settings and are none, each what its reader should know. */
  readonly notices: readonly string[];
}

export type ReportSettings =
  | { readonly folder: string }
  | {
      readonly bucket: string;
      readonly prefix: string;
      readonly region: string;
      readonly endpoint: string | undefined;
      readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    };

/** Every wrong setting at once, each with what it was, what is expected and what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`Headroom cannot start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Setting<T> {
  readonly parse: (value: string) => T | undefined;
  readonly expected: string;
  readonly advice: string;
  /** A secret's value is never repeated. */
  readonly secret?: true;
}

const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined);

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/i;

const host: Setting<string> = {
  parse: (value) => (isIP(value) || hostName.test(value) ? value : undefined),
  expected: 'an IP address or a host name',
  advice: 'use 127.0.0.1 for this machine only, or 0.0.0.0 for every network',
};

const port: Setting<number> = {
  parse: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined),
  expected: 'a whole number from 0 to 65535',
  advice: 'leave it out for 8460, or use 0 for any free port',
};

const databaseUrl: Setting<string> = {
  parse: (value) => (/^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
  expected: 'a URL such as postgres://user:password@host:5432/database',
  advice: 'percent-encode special characters of the password, or leave it out to use the embedded PostgreSQL',
  secret: true,
};

const accountId: Setting<string> = {
  parse: matching(/^\d{12}$/),
  expected: 'an account ID of 12 digits',
  advice: 'write it without dashes, or leave it out to get a random one',
};

const accessKeyId: Setting<string> = {
  parse: matching(/^[A-Za-z0-9_]{16,128}$/),
  expected: '16 to 128 letters, digits or underscores',
  advice: 'use an access key ID such as AKIAIOSFODNN7EXAMPLE, or leave both root variables out to get a random pair',
};

const secretAccessKey: Setting<string> = {
  parse: matching(/^[!-~]{16,128}$/),
  expected: '16 to 128 printable ASCII characters without spaces',
  advice: 'make one with `openssl rand -base64 30`',
  secret: true,
};

const masterKey: Setting<Buffer> = {
  parse: parseKey,
  expected: '32 bytes, as base64 or as 64 hexadecimal digits',
  advice: 'make one with `openssl rand -base64 32` and keep it: without it the stored access keys cannot be read',
  secret: true,
};

const logLevel: Setting<LogLevel> = {
  parse: (value) => logLevels.find((level) => level === value),
  expected: `one of ${logLevels.join(', ')}`,
  advice: 'leave it out for info',
};

const stopSeconds: Setting<number> = {
  parse: (value) =>
    /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 3_600 ? Number(value) : undefined,
  expected: 'a whole number of seconds from 1 to 3600',
  advice: 'leave it out for 10, and give what stops Headroom a little longer',
};

const reports: Setting<{ bucket: string; prefix: string } | { folder: string }> = {
  parse: (value) => {
    const [, bucket, prefix = ''] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]{0,400}?))?\/?$/.exec(value) ?? [];
    if (bucket !== undefined) return { bucket, prefix };
    return /^\w+:\/\//.test(value) ? undefined : { folder: resolve(value) };
  },
  expected: 'a folder, or a bucket such as s3://bucket or s3://bucket/prefix',
  advice: 'leave it out for the folder reports in HEADROOM_DATA',
};

const reportsEndpoint: Setting<string> = {
  parse: (value) => (/^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
  expected: 'the URL of a server that speaks the API of S3',
  advice: 'leave it out for AWS itself',
};

/** Other servers than AWS's make keys of any length. */
const reportsKey: Setting<string> = {
  parse: matching(/^[!-~]{1,128}$/),
  expected: '1 to 128 printable ASCII characters without spaces',
  advice: 'use what the server of the bucket gave you',
  secret: true,
};

const reportsRegion: Setting<string> = {
  parse: matching(/^[a-z0-9-]{1,32}$/),
  expected: 'a Region such as eu-central-1',
  advice: 'leave it out for us-east-1',
};

function parseKey(value: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(value)) return Buffer.from(value, 'hex');
  return /^[A-Za-z0-9+/]{43}=?$/.test(value) ? Buffer.from(value, 'base64') : undefined;
}

/**
 * Reads the settings from `env`, which is `process.env` in the server; nothing else in it reads the environment.
 * A variable that is empty counts as not set. Throws one `ConfigError` that lists every wrong setting.
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const known = new Set(['HEADROOM_DATA']);
  const read = <T>(name: string, setting: Setting<T>): T | undefined => {
    known.add(name);
    const value = env[name];
    if (!value) return undefined;
    const parsed = setting.parse(value);
    if (parsed === undefined) problems.push(describeProblem(name, value, setting));
    return parsed;
  };
  const settings = {
    host: read('HEADROOM_HOST', host) ?? '127.0.0.1',
    port: read('HEADROOM_PORT', port) ?? 8460,
    dataFolder: resolve(env['HEADROOM_DATA'] || 'data'),
    databaseUrl: read('DATABASE_URL', databaseUrl),
    accountId: read('HEADROOM_ACCOUNT_ID', accountId),
    rootCredentials: pair(
      read('HEADROOM_ROOT_ACCESS_KEY_ID', accessKeyId),
      read('HEADROOM_ROOT_SECRET_ACCESS_KEY', secretAccessKey),
    ),
    masterKey: read('HEADROOM_MASTER_KEY', masterKey),
    logLevel: read('HEADROOM_LOG_LEVEL', logLevel) ?? 'info',
    reports: readReports(read, problems) ?? { folder: resolve(env['HEADROOM_DATA'] || 'data', 'reports') },
    stopSeconds: read('HEADROOM_STOP_SECONDS', stopSeconds) ?? 10,
    runByNpm: env['npm_lifecycle_event'] === 'start',
  };
  problems.push(...halfPair(env, 'HEADROOM_ROOT'));
  const { misspelt, notices } = findUnknown(env, known);
  problems.push(...misspelt);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...settings, notices });
}

function describeProblem(name: string, value: string, setting: Setting<unknown>): string {
  const was = setting.secret
    ? 'has a value that is not valid (not shown, it is a secret)'
    : `is ${JSON.stringify(value)}`;
  return `${name} ${was}; expected ${setting.expected}: ${setting.advice}.`;
}

const pair = (id: string | undefined, secret: string | undefined) =>
  id !== undefined && secret !== undefined ? Object.freeze({ accessKeyId: id, secretAccessKey: secret }) : undefined;

function halfPair(env: Environment, prefix: string): string[] {
  const names = [`${prefix}_ACCESS_KEY_ID`, `${prefix}_SECRET_ACCESS_KEY`];
  const missing = names.filter((name) => !env[name]);
  if (missing.length !== 1) return [];
  const [given] = names.filter((name) => env[name]);
  return [`${missing[0]} is not set, but ${given} is; expected both or neither: set ${missing[0]} or remove ${given}.`];
}

type Read = <T>(name: string, setting: Setting<T>) => T | undefined;

/** Where reports are kept, if it is said; a bucket needs credentials, and a folder has none. */
function readReports(read: Read, problems: string[]): ReportSettings | undefined {
  const place = read('HEADROOM_REPORTS', reports);
  const endpoint = read('HEADROOM_REPORTS_ENDPOINT', reportsEndpoint);
  const region = read('HEADROOM_REPORTS_REGION', reportsRegion) ?? 'us-east-1';
  const credentials = pair(
    read('HEADROOM_REPORTS_ACCESS_KEY_ID', reportsKey),
    read('HEADROOM_REPORTS_SECRET_ACCESS_KEY', reportsKey),
  );
  if (!place || 'folder' in place) return place;
  if (credentials) return { ...place, endpoint, region, credentials };
  problems.push(
    'HEADROOM_REPORTS names a bucket; expected HEADROOM_REPORTS_ACCESS_KEY_ID and HEADROOM_REPORTS_SECRET_ACCESS_KEY of one who may write to it: set both.',
  );
  return undefined;
}

/** Letters that may be wrong about a name for it to be taken for a setting that was misspelt. */
const MISSPELT = 3;

/** A variable that is almost a setting is refused, for what it was to set would be silently left out; others are named. */
function findUnknown(env: Environment, known: ReadonlySet<string>): { misspelt: string[]; notices: string[] } {
  const misspelt: string[] = [];
  const notices: string[] = [];
  for (const name of Object.keys(env).filter((key) => key.startsWith('HEADROOM_') && !known.has(key))) {
    const nearest = closest(name, [...known]);
    if (distance(name, nearest) <= MISSPELT) misspelt.push(`${name} is no setting; did you mean ${nearest}?`);
    else notices.push(`${name} is no setting of Headroom's, and has no effect; headroom --help lists them.`);
  }
  return { misspelt, notices };
}
