import { resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import type { OpenIdProvider } from './domain/identities/openid-provider.ts';
import { type NotificationSettings, readNotifications } from './notification-settings.ts';
import type { LogLevel, Read, Setting } from './settings.ts';
import * as setting from './settings.ts';
import type { CertificateFiles } from './tls.ts';

/** What the environment asks for. It holds secrets: never log it whole. */
export interface Config {
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  /** Without them the server speaks no TLS. */
  readonly tls: CertificateFiles | undefined;
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
  /** Where Prometheus may read the metrics, which tell of all accounts; undefined where nobody may. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** Whether OpenTelemetry's variables ask for traces; what else they say its libraries read. */
  readonly isTraced: boolean;
  /** Whose tokens the roles of every account can trust. */
  readonly openIdProviders: readonly OpenIdProvider[];
  readonly notifications: NotificationSettings;
  /** For how many days the audit trail is kept; for good without it. */
  readonly trailDays: number | undefined;
  /** How many requests each principal may send to this server. */
  readonly requestsPerSecond: number;
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

/**
 * Reads the settings from `env`, which is `process.env` in the server; nothing else in it reads the environment.
 * A variable that is empty counts as not set. Throws one `ConfigError` that lists every wrong setting.
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = [];
  const known = new Set(['HEADROOM_DATA']);
  const read: Read = (name, kind) => {
    known.add(name);
    const value = env[name];
    if (!value) return undefined;
    const parsed = kind.parse(value);
    if (parsed === undefined) problems.push(describeProblem(name, value, kind));
    return parsed;
  };
  const settings = {
    host: read('HEADROOM_HOST', setting.host) ?? '127.0.0.1',
    port: read('HEADROOM_PORT', setting.port) ?? 8460,
    tls: certificateFiles(read('HEADROOM_TLS_CERT', setting.pemFile), read('HEADROOM_TLS_KEY', setting.pemFile)),
    dataFolder: resolve(env['HEADROOM_DATA'] || 'data'),
    databaseUrl: read('DATABASE_URL', setting.databaseUrl),
    accountId: read('HEADROOM_ACCOUNT_ID', setting.accountId),
    rootCredentials: pair(
      read('HEADROOM_ROOT_ACCESS_KEY_ID', setting.accessKeyId),
      read('HEADROOM_ROOT_SECRET_ACCESS_KEY', setting.secretAccessKey),
    ),
    masterKey: read('HEADROOM_MASTER_KEY', setting.masterKey),
    logLevel: read('HEADROOM_LOG_LEVEL', setting.logLevel) ?? 'info',
    reports: readReports(read, problems) ?? { folder: resolve(env['HEADROOM_DATA'] || 'data', 'reports') },
    metrics: read('HEADROOM_METRICS', setting.metrics),
    isTraced: asksForTraces(env),
    openIdProviders: read('HEADROOM_OPENID_PROVIDERS', setting.openIdProviders) ?? [],
    trailDays: read('HEADROOM_TRAIL_DAYS', setting.trailDays),
    requestsPerSecond: read('HEADROOM_REQUESTS_PER_SECOND', setting.requestsPerSecond) ?? 1_000,
    notifications: readNotifications(read, problems),
    stopSeconds: read('HEADROOM_STOP_SECONDS', setting.stopSeconds) ?? 10,
    runByNpm: env['npm_lifecycle_event'] === 'start',
  };
  problems.push(
    ...halfPair(env, 'HEADROOM_ROOT_ACCESS_KEY_ID', 'HEADROOM_ROOT_SECRET_ACCESS_KEY'),
    ...halfPair(env, 'HEADROOM_TLS_CERT', 'HEADROOM_TLS_KEY'),
  );
  const { misspelt, notices } = findUnknown(env, known);
  problems.push(...misspelt);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({ ...settings, notices });
}

/** As the SDKs of OpenTelemetry are switched on and off. */
function asksForTraces(env: Environment): boolean {
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_TRACES_EXPORTER'];
  return !isOff && names.some((name) => env[name]);
}

function describeProblem(name: string, value: string, { secret, expected, advice }: Setting<unknown>): string {
  const was = secret ? 'has a value that is not valid (not shown, it is a secret)' : `is ${JSON.stringify(value)}`;
  return `${name} ${was}; expected ${expected}: ${advice}.`;
}

const pair = (id: string | undefined, secret: string | undefined) =>
  id !== undefined && secret !== undefined ? Object.freeze({ accessKeyId: id, secretAccessKey: secret }) : undefined;

const certificateFiles = (cert: string | undefined, key: string | undefined): CertificateFiles | undefined =>
  cert !== undefined && key !== undefined ? { cert, key } : undefined;

function halfPair(env: Environment, ...names: [string, string]): string[] {
  const missing = names.filter((name) => !env[name]);
  if (missing.length !== 1) return [];
  const [given] = names.filter((name) => env[name]);
  return [`${missing[0]} is not set, but ${given} is; expected both or neither: set ${missing[0]} or remove ${given}.`];
}

/** Where reports are kept, if it is said; a bucket needs credentials, and a folder has none. */
function readReports(read: Read, problems: string[]): ReportSettings | undefined {
  const place = read('HEADROOM_REPORTS', setting.reports);
  const endpoint = read('HEADROOM_REPORTS_ENDPOINT', setting.reportsEndpoint);
  const region = read('HEADROOM_REPORTS_REGION', setting.reportsRegion) ?? 'us-east-1';
  const credentials = pair(
    read('HEADROOM_REPORTS_ACCESS_KEY_ID', setting.reportsKey),
    read('HEADROOM_REPORTS_SECRET_ACCESS_KEY', setting.reportsKey),
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
