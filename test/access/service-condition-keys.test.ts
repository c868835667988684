import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { RDS } from '@aws-sdk/client-rds';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import { type ActionFile, actionFile } from '../../src/access/action-table.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { allow, createUser, deny, setPolicy } from './access-world.ts';

// The condition keys that other services than EC2 have of their own: a policy that denies by the value refuses.

let server: InProcessServer;
let clients: ReturnType<typeof clientsOf>;
let topic: string;

const clientsOf = ({ url, ...credentials }: InProcessServer['caller']) => {
  const config = { endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 };
  return { sns: new SNS(config), cloudwatch: new CloudWatch(config), rds: new RDS(config), ssm: new SSM(config) };
};

const DATABASE = {
  ...{
    Engine: 'oracle-ee',
    DBInstanceClass: 'db.m5.large',
    AllocatedStorage: 40,
    LicenseModel: 'bring-your-own-license',
  },
  ...{ MasterUsername: 'admin', MasterUserPassword: 'long-enough' },
};

before(async () => {
  server = await startInProcessServer();
  const root = clientsOf(server.caller);
  clients = clientsOf((await createUser(server.caller, 'ann', { statements: [allow('*')] })).caller);
  topic = (await root.sns.createTopic({ Name: 'alerts' })).TopicArn!;
  await root.rds.createDBInstance({
    ...{
      ...DATABASE,
      DBInstanceIdentifier: 'there',
      DBName: 'ORCL',
      MultiAZ: true,
      StorageEncrypted: true,
      Iops: 1000,
    },
    Tags: [{ Key: 'team', Value: 'north' }],
  });
});

type Row = readonly [key: string, value: string, call: () => Promise<unknown>];

const subscribe = () =>
  clients.sns.subscribe({ TopicArn: topic, Protocol: 'https', Endpoint: 'https://198.51.100.7/in' });
const make = (more: object = {}) =>
  clients.rds.createDBInstance({ ...DATABASE, DBInstanceIdentifier: `db-${Date.now().toString(36)}`, ...more });
const stop = () => clients.rds.stopDBInstance({ DBInstanceIdentifier: 'there' });
const sync = () => clients.ssm.deleteResourceDataSync({ SyncName: 'none', SyncType: 'SyncFromSource' });

const ROWS: readonly Row[] = [
  ['sns:Protocol', 'https', subscribe],
  ['sns:Endpoint', 'https://198.51.100.7/in', subscribe],
  [
    ...(['cloudwatch:AlarmActions', 'arn:aws:sns:us-east-1:444455556666:theirs'] as const),
    () =>
      clients.cloudwatch.putMetricAlarm({
        ...{ AlarmName: 'a', MetricName: 'm', Namespace: 'n', ComparisonOperator: 'GreaterThanThreshold' },
        ...{ Threshold: 1, EvaluationPeriods: 1, Period: 60, Statistic: 'Sum' },
        AlarmActions: ['arn:aws:sns:us-east-1:444455556666:theirs'],
      }),
  ],
  ['rds:DatabaseClass', 'db.m5.large', make],
  ['rds:DatabaseEngine', 'oracle-ee', make],
  ['rds:DatabaseName', 'OTHER', () => make({ DBName: 'OTHER' })],
  ['rds:StorageEncrypted', 'false', make],
  ['rds:StorageSize', '40', make],
  ['rds:MultiAz', 'true', () => make({ MultiAZ: true })],
  ['rds:Piops', '0', make],
  ['rds:Vpc', 'true', make],
  ['rds:PubliclyAccessible', 'true', () => make({ PubliclyAccessible: true })],
  [
    'rds:ManageMasterUserPassword',
    'true',
    () => make({ ManageMasterUserPassword: true, MasterUserPassword: undefined }),
  ],
  ['rds:BackupTarget', 'region', () => make({ BackupTarget: 'region' })],
  ['rds:req-tag/team', 'south', () => make({ Tags: [{ Key: 'team', Value: 'south' }] })],
  ['rds:db-tag/team', 'north', stop],
  ['rds:DatabaseClass', 'db.m5.large', stop],
  ['rds:DatabaseName', 'ORCL', stop],
  ['rds:StorageEncrypted', 'true', stop],
  ['rds:MultiAz', 'true', stop],
  ['rds:Piops', '1000', stop],
  [
    ...(['rds:DatabaseClass', 'db.r5.4xlarge'] as const),
    () => clients.rds.modifyDBInstance({ DBInstanceIdentifier: 'there', DBInstanceClass: 'db.r5.4xlarge' }),
  ],
  ['ssm:SyncType', 'SyncFromSource', sync],
  ['ssm:Recursive', 'true', () => clients.ssm.getParametersByPath({ Path: '/aws', Recursive: true })],
];

const isRefused = (error: Error) => /AccessDenied|AuthorizationError/.test(error.name);

describe('a policy is asked for', () => {
  for (const [key, value, call] of ROWS)
    test(`${key} ${value}`, async () => {
      const by = (is: string) => [allow('*'), deny('*', '*', { 'ForAnyValue:StringEquals': { [key]: is } })];
      await setPolicy(server.caller, 'ann', ...by(value));
      await assert.rejects(call(), isRefused);
      await setPolicy(server.caller, 'ann', ...by('another'));
      await call().catch((error: Error) => assert.ok(!isRefused(error), error.message));
    });
});

/** Keys of the reference that have no value here: of what is not built, and of the calls of an agent, which policies of users do not judge. */
const WITHOUT_VALUE =
  /^(cloudwatch:(HasAccessGrant|namespace|request.*)|rds:(TagsFromRequest|(es|cluster|cluster-pg|cluster-snapshot|og|pg|ri|secgrp|snapshot|subgrp)-tag\/.*)|ssm:(Document.*|Node.*|SourceInstanceARN|InventoryTypeName|resourceTag\/.*)|ec2:.*)$/;

test('every key that the reference has of the operations that are built is asked for, or said to have no value', () => {
  const tried = new Set(ROWS.map(([key]) => key.replace('/team', '/${TagKey}')));
  for (const [id, operations] of Object.entries(server.operations)) {
    const service = serviceNamed(id).actionPrefix ?? id;
    if (!['sns', 'cloudwatch', 'rds', 'ssm'].includes(service)) continue;
    const { actions, types }: ActionFile = JSON.parse(readFileSync(actionFile(service), 'utf8'));
    for (const name of Object.keys(operations)) {
      const { keys = [], types: about = [] } = actions[name] ?? {};
      for (const key of [...keys, ...about.flatMap((type) => types[type] ?? [])].filter(
        (one) => !one.startsWith('aws:'),
      ))
        assert.ok(tried.has(key) || WITHOUT_VALUE.test(key), `${key} of ${service}:${name} has no value`);
    }
  }
});
