import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const errorOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  assert.fail('the settings were accepted');
};

test('an empty environment gives the defaults, frozen', () => {
  const config = readConfig({});
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 8460,
    tls: undefined,
    dataFolder: resolve('data'),
    databaseUrl: undefined,
    accountId: undefined,
    rootCredentials: undefined,
    masterKey: undefined,
    logLevel: 'info',
    reports: { folder: resolve('data/reports') },
    metrics: undefined,
    isTraced: false,
    openIdProviders: [],
    trailDays: undefined,
    requestsPerSecond: 1_000,
    notifications: { publicUrl: undefined, allowedNetworks: [], mail: undefined, thresholds: [80, 90] },
    stopSeconds: 10,
    runByNpm: false,
    notices: [],
  });
  assert.ok(Object.isFrozen(config));
});

test('variables that are set but empty count as not set', () => {
  const names = ['HEADROOM_HOST', 'HEADROOM_PORT', 'HEADROOM_DATA', 'DATABASE_URL', 'HEADROOM_LOG_LEVEL'];
  assert.deepEqual(readConfig(Object.fromEntries(names.map((name) => [name, '']))), readConfig({}));
});

test('every setting is read', () => {
  const config = readConfig({
    HEADROOM_HOST: '::1',
    HEADROOM_PORT: '0',
    HEADROOM_TLS_CERT: '/etc/headroom/cert.pem',
    HEADROOM_TLS_KEY: '/etc/headroom/key.pem',
    HEADROOM_DATA: '/srv/headroom',
    DATABASE_URL: 'postgresql://u:p@db.internal/headroom',
    HEADROOM_ACCOUNT_ID: '123456789012',
    HEADROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    HEADROOM_ROOT_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    HEADROOM_MASTER_KEY: 'ab'.repeat(32),
    HEADROOM_LOG_LEVEL: 'debug',
    HEADROOM_METRICS: '[::1]:9464',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
    HEADROOM_OPENID_PROVIDERS: 'https://idp.example.com/realm=headroom,other http://127.0.0.1:8080=x',
    HEADROOM_PUBLIC_URL: 'https://headroom.example.com/',
    HEADROOM_DELIVERY_NETWORKS: '127.0.0.0/8, fe80::/10',
    HEADROOM_SMTP_URL: 'smtp://mail:25',
    HEADROOM_MAIL_FROM: 'Headroom <h@example.com>',
    HEADROOM_ALERT_THRESHOLDS: '75, 50',
    HEADROOM_TRAIL_DAYS: '400',
    HEADROOM_REQUESTS_PER_SECOND: '250',
    HEADROOM_STOP_SECONDS: '30',
    npm_lifecycle_event: 'start',
  });
  assert.deepEqual(config, {
    host: '::1',
    port: 0,
    tls: { cert: '/etc/headroom/cert.pem', key: '/etc/headroom/key.pem' },
    dataFolder: '/srv/headroom',
    databaseUrl: 'postgresql://u:p@db.internal/headroom',
    accountId: '123456789012',
    rootCredentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    masterKey: Buffer.alloc(32, 0xab),
    logLevel: 'debug',
    reports: { folder: '/srv/headroom/reports' },
    metrics: { host: '::1', port: 9464 },
    isTraced: true,
    openIdProviders: [
      provider('https://idp.example.com/realm', 'idp.example.com/realm', ['headroom', 'other']),
      provider('http://127.0.0.1:8080', '127.0.0.1:8080', ['x']),
    ],
    notifications: {
      publicUrl: 'https://headroom.example.com',
      allowedNetworks: ['127.0.0.0/8', 'fe80::/10'],
      mail: { smtpUrl: 'smtp://mail:25', from: 'Headroom <h@example.com>' },
      thresholds: [50, 75],
    },
    trailDays: 400,
    requestsPerSecond: 250,
    stopSeconds: 30,
    runByNpm: true,
    notices: [],
  });
});

test('traces are as the variables of OpenTelemetry say, and metrics at an address that is one', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  assert.equal(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }).isTraced, false);
  assert.equal(readConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).isTraced, false);
  assert.equal(readConfig({ OTEL_TRACES_EXPORTER: 'otlp' }).isTraced, true);
  for (const wrong of ['9464', '127.0.0.1', '::1:9464', '127.0.0.1:70000', 'http://127.0.0.1:9464'])
    assert.throws(() => readConfig({ HEADROOM_METRICS: wrong }), /expected an address and a port such as 127/);
});

const provider = (issuer: string, name: string, clientIds: string[]) => ({
  ...{ issuer, name, clientIds },
  principal: name,
  thumbprints: [],
});

test('OpenID providers have audiences, and are encrypted but for one of this machine', () => {
  for (const wrong of [
    'https://idp.example.com',
    'https://idp.example.com=',
    'http://idp.example.com=x',
    'idp=x',
    'https://a/?b=x',
  ])
    assert.match(errorOf({ HEADROOM_OPENID_PROVIDERS: wrong }), /expected ISSUER=AUDIENCE/, wrong);
});

test('reports go to a folder or to a bucket, which needs credentials', () => {
  assert.deepEqual(readConfig({ HEADROOM_REPORTS: '/srv/reports' }).reports, { folder: '/srv/reports' });
  const credentials = { HEADROOM_REPORTS_ACCESS_KEY_ID: 'minio', HEADROOM_REPORTS_SECRET_ACCESS_KEY: 'secret' };
  const given = { HEADROOM_REPORTS: 's3://audit/headroom/', HEADROOM_REPORTS_ENDPOINT: 'http://minio:9000' };
  assert.deepEqual(readConfig({ ...given, ...credentials }).reports, {
    bucket: 'audit',
    prefix: 'headroom',
    endpoint: 'http://minio:9000',
    region: 'us-east-1',
    credentials: { accessKeyId: 'minio', secretAccessKey: 'secret' },
  });
  assert.match(errorOf(given), /HEADROOM_REPORTS names a bucket; expected HEADROOM_REPORTS_ACCESS_KEY_ID/);
  assert.match(
    errorOf({ HEADROOM_REPORTS: 'gs://audit' }),
    /HEADROOM_REPORTS is "gs:\/\/audit"; expected a folder, or/,
  );
  assert.doesNotMatch(errorOf({ ...given, HEADROOM_REPORTS_SECRET_ACCESS_KEY: 'hunter2 x' }), /hunter2/);
});

test('the master key is 32 bytes in base64 or hexadecimal, nothing shorter or longer', () => {
  const key = Buffer.alloc(32, 7);
  assert.deepEqual(readConfig({ HEADROOM_MASTER_KEY: key.toString('base64') }).masterKey, key);
  for (const bytes of [16, 31, 33, 48]) {
    const wrong = Buffer.alloc(bytes, 7);
    assert.match(errorOf({ HEADROOM_MASTER_KEY: wrong.toString('base64') }), /HEADROOM_MASTER_KEY/);
    assert.match(errorOf({ HEADROOM_MASTER_KEY: wrong.toString('hex') }), /HEADROOM_MASTER_KEY/);
  }
});

test('all wrong settings are reported at once, with what they were and what is expected', () => {
  const message = errorOf({
    HEADROOM_HOST: 'not a host',
    HEADROOM_PORT: '65536',
    HEADROOM_ACCOUNT_ID: '1234-5678-9012',
    HEADROOM_ROOT_ACCESS_KEY_ID: 'short',
    HEADROOM_ROOT_SECRET_ACCESS_KEY: 'a secret with spaces',
    HEADROOM_LOG_LEVEL: 'loud',
  });
  assert.equal(message.split('\n').length, 7);
  assert.match(message, /HEADROOM_PORT is "65536"; expected a whole number from 0 to 65535/);
  assert.match(message, /HEADROOM_ACCOUNT_ID is "1234-5678-9012"; expected an account ID of 12 digits/);
  assert.match(message, /HEADROOM_LOG_LEVEL is "loud"; expected one of trace, debug/);
});

test('a port is a plain whole number', () => {
  for (const port of ['-1', '1e3', '80.5', ' 80', '0x50', '99999']) {
    assert.match(errorOf({ HEADROOM_PORT: port }), /HEADROOM_PORT/);
  }
});

test('a wrong secret is reported without its value', () => {
  const message = errorOf({
    DATABASE_URL: 'mysql://root:hunter2@db/headroom',
    HEADROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    HEADROOM_ROOT_SECRET_ACCESS_KEY: 'hunter2',
    HEADROOM_MASTER_KEY: 'hunter2',
  });
  assert.equal(message.split('\n').length, 4);
  assert.doesNotMatch(message, /hunter2/);
});

test('one root variable without the other is refused, and the message names the missing one', () => {
  const message = errorOf({ HEADROOM_ROOT_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' });
  assert.match(message, /HEADROOM_ROOT_SECRET_ACCESS_KEY is not set, but HEADROOM_ROOT_ACCESS_KEY_ID is/);
});

test('a misspelt setting is refused with the one that was meant, and a variable that is none is named', () => {
  assert.match(errorOf({ HEADROOM_PROT: '1' }), /\n {2}- HEADROOM_PROT is no setting; did you mean HEADROOM_PORT\?$/);
  assert.match(errorOf({ HEADROOM_DAT: '/x' }), /HEADROOM_DAT is no setting; did you mean HEADROOM_DATA\?/);
  const { notices } = readConfig({ HEADROOM_INTERNAL_DASHBOARD: '1', PORT: '80' });
  assert.deepEqual(notices, [
    "HEADROOM_INTERNAL_DASHBOARD is no setting of Headroom's, and has no effect; headroom --help lists them.",
  ]);
});
