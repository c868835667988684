import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { CloudTrail, type LookupAttributeKey } from '@aws-sdk/client-cloudtrail';
import { EC2, type RunInstancesRequest } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { sql } from 'kysely';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { services } from '../../src/wire/services.ts';
import type { Shape } from '../../src/wire/shape.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';

let server: InProcessServer;
let trail: CloudTrail;
let ec2: EC2;
let licenses: LicenseManager;
let iam: IAM;

const ImageId = publicImages('us-east-1').find((image) => image.architecture === 'x86_64')!.id;

const USER_DATA = Buffer.from('password: hunter2').toString('base64');

const configOf = ({ url, ...credentials }: { url: string; accessKeyId: string; secretAccessKey: string }) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});

before(async () => {
  server = await startInProcessServer();
  const config = configOf(server.caller);
  [trail, ec2, licenses, iam] = [new CloudTrail(config), new EC2(config), new LicenseManager(config), new IAM(config)];
});

/** The records that LookupEvents finds by an attribute, the latest first. */
const find = async (key: LookupAttributeKey, value: string) => {
  const { Events = [] } = await trail.lookupEvents({
    LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
  });
  return Events.map((event) => ({ ...event, record: JSON.parse(event.CloudTrailEvent!) }));
};
const findOne = (key: LookupAttributeKey, value: string) =>
  eventually(async () => (await find(key, value))[0], `there is an event whose ${key} is ${value}`);

test('a launch is one event, written with it, that says who, what, from where, and what came of it', async () => {
  const { LicenseConfigurationArn: arn } = await licenses.createLicenseConfiguration({
    Name: 'told',
    LicenseCountingType: 'Instance',
    LicenseCount: 1,
    LicenseCountHardLimit: true,
  });
  const launch: RunInstancesRequest = {
    ImageId,
    InstanceType: 'm5.large',
    MinCount: 1,
    MaxCount: 1,
    UserData: USER_DATA,
    LicenseSpecifications: [{ LicenseConfigurationArn: arn! }],
  };
  const { Instances } = await ec2.runInstances(launch);
  const id = Instances![0]!.InstanceId!;
  const [event, ...more] = await find('ResourceName', id);
  assert.ok(event);
  assert.equal(more.length, 0);
  assert.deepEqual(
    [event.EventName, event.EventSource, event.ReadOnly, event.Username, event.AccessKeyId],
    ['RunInstances', 'ec2.amazonaws.com', 'false', 'root', server.caller.accessKeyId],
  );
  assert.deepEqual(event.Resources, [
    { ResourceType: 'AWS::EC2::Instance', ResourceName: id },
    { ResourceType: 'AWS::LicenseManager::LicenseConfiguration', ResourceName: arn!.split(':').at(-1) },
  ]);
  const { record } = event;
  assert.equal(record.eventID, event.EventId);
  assert.equal(Date.parse(record.eventTime), Math.floor(event.EventTime!.getTime() / 1000) * 1000);
  assert.deepEqual(
    [record.eventVersion, record.eventType, record.awsRegion, record.recipientAccountId, record.sourceIPAddress],
    ['1.05', 'AwsApiCall', 'us-east-1', server.accountId, '127.0.0.1'],
  );
  assert.deepEqual(record.userIdentity, {
    type: 'Root',
    principalId: server.accountId,
    arn: `arn:aws:iam::${server.accountId}:root`,
    accountId: server.accountId,
    accessKeyId: server.caller.accessKeyId,
  });
  assert.match(record.userAgent, /^aws-sdk-js\//);
  assert.deepEqual(record.requestParameters.licenseSpecifications, [{ licenseConfigurationArn: arn }]);
  assert.equal(record.requestParameters.userData, 'HIDDEN_DUE_TO_SECURITY_REASONS');
  assert.equal(record.additionalEventData.imageId, ImageId);

  await assert.rejects(ec2.runInstances(launch), { name: 'LicenseUsageFailure' });
  const refused = await eventually(
    async () => (await find('EventName', 'RunInstances')).find(({ record: { errorCode } }) => errorCode),
    'it is told',
  );
  assert.equal(refused.record.errorCode, 'LicenseUsageFailure');
  assert.match(refused.record.errorMessage, /has 0 of 1 Instances? left; this launch needs 1/i);
});

test('the password in a URL that a request names is in no event', async () => {
  await call(server.caller, jsonRequest('Headroom.CreateWebhook', { Url: 'https://ann:hunter2@example.com/a@b' }));
  await call(server.caller, jsonRequest('Headroom.CreateWebhook', { Url: 'https://ann:hunter2@[' }));
  const events = await eventually(async () => {
    const found = await find('EventName', 'CreateWebhook');
    return found.length === 2 && found;
  }, 'both are told');
  assert.doesNotMatch(JSON.stringify(events), /hunter2/);
  const made = events.find(({ record }) => !record.errorCode)!;
  assert.equal(made.record.requestParameters.url, 'https://HIDDEN_DUE_TO_SECURITY_REASONS@example.com/a@b');
});

test('a read is told too, and so is what is denied, by the user’s name and key', async () => {
  await iam.createUser({ UserName: 'eve' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'eve' });
  const eve = new LicenseManager(
    configOf({ ...server.caller, accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! }),
  );
  await assert.rejects(eve.listLicenseConfigurations({}), { name: 'AccessDeniedException' });
  const denied = await findOne('Username', 'eve');
  assert.deepEqual(
    [denied.EventName, denied.ReadOnly, denied.AccessKeyId, denied.record.errorCode, denied.record.userIdentity.type],
    ['ListLicenseConfigurations', 'true', key!.AccessKeyId, 'AccessDeniedException', 'IAMUser'],
  );
  assert.match(denied.record.errorMessage, /eve/);
  assert.equal(denied.record.userIdentity.userName, 'eve');
  assert.equal((await findOne('AccessKeyId', key!.AccessKeyId!)).EventId, denied.EventId);
  await licenses.listLicenseConfigurations({ MaxResults: 7 });
  const read = await eventually(
    async () => (await find('EventName', 'ListLicenseConfigurations')).find(({ Username }) => Username === 'root'),
    'it is told',
  );
  assert.deepEqual(read.record.requestParameters, { maxResults: 7 });
  assert.equal(read.record.errorCode, undefined);
});

test('no secret of an answer or a request is in an event', async () => {
  await iam.createUser({ UserName: 'mallory' });
  const { AccessKey: key } = await iam.createAccessKey({ UserName: 'mallory' });
  await findOne('EventName', 'CreateAccessKey');
  const { rows } = await sql<{ text: string }>`SELECT string_agg(record, '') AS text FROM audit_event`.execute(
    server.db,
  );
  for (const secret of [key!.SecretAccessKey!, server.caller.secretAccessKey, USER_DATA])
    assert.ok(!rows[0]!.text.includes(secret));
});

describe('LookupEvents', () => {
  test('finds by each attribute, and nothing by another value', async () => {
    const event = (await find('EventName', 'CreateLicenseConfiguration'))[0]!;
    const values: Record<string, string> = {
      EventId: event.EventId!,
      EventSource: 'license-manager.amazonaws.com',
      ReadOnly: 'false',
      ResourceName: event.Resources![0]!.ResourceName!,
      ResourceType: 'AWS::LicenseManager::LicenseConfiguration',
      Username: 'root',
      AccessKeyId: server.caller.accessKeyId,
    };
    for (const [key, value] of Object.entries(values)) {
      const found = await find(key as LookupAttributeKey, value);
      assert.ok(
        found.some(({ EventId }) => EventId === event.EventId),
        key,
      );
    }
    const { ReadOnly: _, ...others } = values;
    for (const [key, value] of Object.entries(others))
      assert.deepEqual(await find(key as LookupAttributeKey, `${value.slice(0, -1)}x`), [], key);
    assert.equal((await find('EventId', event.EventId!)).length, 1);
    const arn = event.record.resources[0].ARN;
    assert.ok((await find('ResourceName', arn)).length > 0);
  });

  test('pages through all, each once and the latest first, and keeps to the times', async () => {
    const ids: string[] = [];
    let token: string | undefined;
    const EndTime = new Date(Math.floor(Date.now() / 1000) * 1000);
    do {
      const page = await trail.lookupEvents({ MaxResults: 3, EndTime, NextToken: token });
      ids.push(...page.Events!.map(({ EventId }) => EventId!));
      assert.ok(page.Events!.every(({ EventTime }) => EventTime! <= EndTime));
      token = page.NextToken;
    } while (token);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      ids.map((id) => id.slice(0, 13)),
      ids
        .map((id) => id.slice(0, 13))
        .toSorted()
        .reverse(),
    );
    const all = await trail.lookupEvents({ EndTime });
    assert.deepEqual(
      ids.slice(0, 50),
      all.Events!.map(({ EventId }) => EventId),
    );
    const none = await trail.lookupEvents({ StartTime: new Date('2020-01-01'), EndTime: new Date('2020-01-02') });
    assert.deepEqual([none.Events, none.NextToken], [[], undefined]);
  });

  test('is another account’s or Region’s by itself', async () => {
    const elsewhere = new CloudTrail({ ...configOf(server.caller), region: 'eu-west-1' });
    assert.deepEqual((await elsewhere.lookupEvents({ EndTime: new Date(Date.now() - 1) })).Events, []);
  });

  test('takes both spellings of its target', async () => {
    for (const prefix of ['', 'com.amazonaws.cloudtrail.v20131101.']) {
      const request = jsonRequest('CloudTrail_20131101.LookupEvents', { MaxResults: 1 });
      const headers = { ...request.headers, 'x-amz-target': `${prefix}CloudTrail_20131101.LookupEvents` };
      assert.equal((await call(server.caller, { ...request, headers })).status, 200, prefix);
    }
  });

  test('says what is wrong with a request', async () => {
    const attribute = (AttributeKey: string, AttributeValue: string) => ({ AttributeKey, AttributeValue }) as never;
    const cases: [object, string][] = [
      [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
      [{ MaxResults: 0 }, 'InvalidMaxResultsException'],
      [{ StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }, 'InvalidTimeRangeException'],
      [{ NextToken: 'x' }, 'InvalidNextTokenException'],
      [{ LookupAttributes: [attribute('Colour', 'red')] }, 'InvalidLookupAttributesException'],
      [{ LookupAttributes: [attribute('ReadOnly', 'maybe')] }, 'InvalidLookupAttributesException'],
      [
        { LookupAttributes: [attribute('Username', 'a'), attribute('Username', 'b')] },
        'InvalidLookupAttributesException',
      ],
    ];
    for (const [input, name] of cases) await assert.rejects(trail.lookupEvents(input), { name }, JSON.stringify(input));
  });
});

/** Members whose names sound like a secret's and that are none: names, numbers, choices, and tokens that only repeat or go on. */
const HARMLESS =
  /^(Next|Client|Purchase|HttpT|.*Token(Ids?|Endpoint|Version|Properties|Size|sEnforced)$|MinimumSessionToken)|Password(Policy|AuthType|Reset|Reuse|Age|Length)|^(AllowUsersToChange|ManageMaster|RotateMaster|MinimumPassword|MaxPassword)|SecretArn$|SecretKmsKeyId$|^ClientToken|RemovePrivateKey$|^(Icmp(Type)?|Language|Currency|Error|Product|Dimension)?Code$/i;

test('no member of a request that is called like a secret is told, of any service', () => {
  const told = new Set<string>();
  const seen = new Set<Shape>();
  const walk = (shape: Shape): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    if (shape.kind === 'list') walk(shape.member);
    if (shape.kind === 'map') walk(shape.value);
    if (shape.kind !== 'structure') return;
    for (const member of shape.members) {
      if (member.secret) continue;
      if (/password|secret|token|code$|userdata|privatekey/i.test(member.name) && !HARMLESS.test(member.name))
        told.add(member.name);
      walk(member.shape);
    }
  };
  for (const service of services) for (const operation of service.operations.values()) walk(operation.input);
  assert.deepEqual([...told].sort(), []);
});
