import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { ISSUER, type OpenIdProvider, providerName } from './domain/identities/openid-provider.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How the text of a setting is read, and what its reader is told where it cannot be. */
export interface Setting<T> {
  readonly parse: (value: string) => T | undefined;
  readonly expected: string;
  readonly advice: string;
  /** A secret's value is never repeated. */
  readonly secret?: true;
}

/** Reads a variable; undefined where it is not set, or is wrong, which is told with the others. */
export type Read = <T>(name: string, setting: Setting<T>) => T | undefined;

const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined);

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/i;

export const host: Setting<string> = {
  parse: (value) => (isIP(value) || hostName.test(value) ? value : undefined),
  expected: 'an IP address or a host name',
  advice: 'use 127.0.0.1 for this machine only, or 0.0.0.0 for every network',
};

export const port: Setting<number> = {
  parse: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined),
  expected: 'a whole number from 0 to 65535',
  advice: 'leave it out for 8460, or use 0 for any free port',
};

export const pemFile: Setting<string> = {
  parse: (value) => resolve(value),
  expected: 'a PEM file',
  advice: 'leave both out to serve without TLS',
};

export const databaseUrl: Setting<string> = {
  parse: (value) => (/^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
  expected: 'a URL such as postgres://user:password@host:5432/database',
  advice: 'percent-encode special characters of the password, or leave it out to use the embedded PostgreSQL',
  secret: true,
};

export const accountId: Setting<string> = {
  parse: matching(/^\d{12}$/),
  expected: 'an account ID of 12 digits',
  advice: 'write it without dashes, or leave it out to get a random one',
};

export const accessKeyId: Setting<string> = {
  parse: matching(/^[A-Za-z0-9_]{16,128}$/),
  expected: '16 to 128 letters, digits or underscores',
  advice: 'use an access key ID such as AKIAIOSFODNN7EXAMPLE, or leave both root variables out to get a random pair',
};

export const secretAccessKey: Setting<string> = {
  parse: matching(/^[!-~]{16,128}$/),
  expected: '16 to 128 printable ASCII characters without spaces',
  advice: 'make one with `openssl rand -base64 30`',
  secret: true,
};

export const masterKey: Setting<Buffer> = {
  parse: parseKey,
  expected: '32 bytes, as base64 or as 64 hexadecimal digits',
  advice: 'make one with `openssl rand -base64 32` and keep it: without it the stored access keys cannot be read',
  secret: true,
};

export const logLevel: Setting<LogLevel> = {
  parse: (value) => logLevels.find((level) => level === value),
  expected: `one of ${logLevels.join(', ')}`,
  advice: 'leave it out for info',
};

export const trailDays: Setting<number> = {
  parse: (value) => (/^[1-9]\d{0,4}$/.test(value) ? Number(value) : undefined),
  expected: 'a whole number of days from 1 to 99999',
  advice: 'leave it out to keep the audit trail for good',
};

export const requestsPerSecond: Setting<number> = {
  parse: (value) => (/^[1-9]\d{0,5}$/.test(value) ? Number(value) : undefined),
  expected: 'a whole number of requests from 1 to 999999',
  advice: 'leave it out for 1000 by each user, role and root',
};

export const stopSeconds: Setting<number> = {
  parse: (value) =>
    /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 3_600 ? Number(value) : undefined,
  expected: 'a whole number of seconds from 1 to 3600',
  advice: 'leave it out for 10, and give what stops Headroom a little longer',
};

const OWN_ISSUER = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\d{1,5}(\/[\w.~%/-]*)?$/;

/** Each an issuer and the audiences of its tokens. */
export const openIdProviders: Setting<readonly OpenIdProvider[]> = {
  parse: (value) => {
    const providers = value.split(/\s+/).map((entry) => {
      const [, issuer = '', audiences = ''] = /^(https?:[^=]+)=(.+)$/.exec(entry) ?? [];
      const name = providerName(issuer);
      return { issuer, name, principal: name, clientIds: audiences.split(',').filter(Boolean), thumbprints: [] };
    });
    const isRight = ({ issuer, clientIds }: OpenIdProvider) =>
      (ISSUER.test(issuer) || OWN_ISSUER.test(issuer)) && clientIds.length > 0;
    return providers.every(isRight) ? providers : undefined;
  },
  expected: 'ISSUER=AUDIENCE,… of each provider, with blanks between them, where an issuer is a URL of https',
  advice: 'write it as the provider has it in its tokens, such as https://login.example.com=headroom',
};

export const reports: Setting<{ bucket: string; prefix: string } | { folder: string }> = {
  parse: (value) => {
    const [, bucket, prefix = ''] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w!.*'()/-]{0,400}?))?\/?$/.exec(value) ?? [];
    if (bucket !== undefined) return { bucket, prefix };
    return /^\w+:\/\//.test(value) ? undefined : { folder: resolve(value) };
  },
  expected: 'a folder, or a bucket such as s3://bucket or s3://bucket/prefix',
  advice: 'leave it out for the folder reports in HEADROOM_DATA',
};

export const reportsEndpoint: Setting<string> = {
  parse: (value) => (/^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
  expected: 'the URL of a server that speaks the API of S3',
  advice: 'leave it out for AWS itself',
};

/** Other servers than AWS's make keys of any length. */
export const reportsKey: Setting<string> = {
  parse: matching(/^[!-~]{1,128}$/),
  expected: '1 to 128 printable ASCII characters without spaces',
  advice: 'use what the server of the bucket gave you',
  secret: true,
};

export const reportsRegion: Setting<string> = {
  parse: matching(/^[a-z0-9-]{1,32}$/),
  expected: 'a Region such as eu-central-1',
  advice: 'leave it out for us-east-1',
};

export const metrics: Setting<{ host: string; port: number }> = {
  parse: (value) => {
    const [, bracketed, plain = bracketed, number] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(value) ?? [];
    const [name, taken] = [plain && host.parse(plain), number && port.parse(number)];
    return name && typeof taken === 'number' ? { host: name, port: taken } : undefined;
  },
  expected: 'an address and a port such as 127.0.0.1:9464',
  advice: 'leave it out to serve no metrics; who reaches the address reads what all accounts use',
};

function parseKey(value: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(value)) return Buffer.from(value, 'hex');
  return /^[A-Za-z0-9+/]{43}=?$/.test(value) ? Buffer.from(value, 'base64') : undefined;
}
