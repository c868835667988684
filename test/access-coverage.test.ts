import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { publicImages } from '../src/domain/catalogue/public-images.ts';
import { encodeInput } from './fuzz/encode-input.ts';
import { clientsOf } from './iam/world.ts';
import { type InProcessServer, startInProcessServer } from './in-process-server.ts';
import {
  type Answer,
  type Caller,
  call,
  type QueryService,
  queryRequest,
  send,
  type UnsignedRequest,
  unsigned,
  VERSIONS,
} from './signed-request.ts';

// Every operation that is built is refused to whoever does not prove who they are, and no other way than AWS would.

type Outcome = readonly [code: string, status: number];

interface Refusals {
  readonly unsigned: Outcome;
  readonly unknownKey: Outcome;
  readonly wrongSecret: Outcome;
}

const json: Refusals = {
  unsigned: ['MissingAuthenticationTokenException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  wrongSecret: ['InvalidSignatureException', 400],
};
const ec2: Refusals = {
  unsigned: ['AuthFailure', 401],
  unknownKey: ['AuthFailure', 401],
  wrongSecret: ['AuthFailure', 401],
};
const sts: Refusals = {
  unsigned: ['MissingAuthenticationToken', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  wrongSecret: ['SignatureDoesNotMatch', 403],
};
const rest: Refusals = {
  unsigned: ['MissingAuthenticationTokenException', 403],
  unknownKey: ['UnrecognizedClientException', 403],
  wrongSecret: ['InvalidSignatureException', 403],
};
const refusals: Record<string, Refusals> = {
  'license-manager': json,
  'resource-groups': rest,
  headroom: json,
  signin: json,
  organizations: json,
  ram: rest,
  cloudtrail: json,
  ssm: json,
  ec2messages: json,
  ec2,
  iam: sts,
  monitoring: sts,
  rds: sts,
  sns: sts,
  sts,
};

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

function requestFor(service: string, operation: string): UnsignedRequest {
  if (service in VERSIONS) return queryRequest(service as QueryService, operation);
  if (service === 'resource-groups') return encodeInput(service, operation, { Arn: 'arn' });
  return encodeInput(service, operation, {});
}

function outcomeOf({ status, text }: Answer): Outcome {
  const code = /"__type":"(\w+)"/.exec(text) ?? /<Code>([\w.]+)<\/Code>/.exec(text);
  return [code?.[1] ?? '', status];
}

/** The operations that answer one of the requests of theirs otherwise than expected. */
async function exceptions(ask: (request: UnsignedRequest) => Promise<Answer>, refused: keyof Refusals) {
  const found: string[] = [];
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) {
      const outcome = outcomeOf(await ask(requestFor(service, operation)));
      if (outcome.join() !== refusals[service]![refused].join()) found.push(`${service}:${operation} ${outcome}`);
    }
  return found;
}

const callAs = (change: Partial<Caller>) => (request: UnsignedRequest) =>
  call({ ...server.caller, ...change }, request);

test('no operation answers a request without a signature, but for those with another proof in them', async () => {
  assert.deepEqual(await exceptions((request) => send(server.caller.url, unsigned(request)), 'unsigned'), [
    'license-manager:GetAccessToken InvalidParameterValueException,400',
    'sts:AssumeRoleWithWebIdentity ValidationError,400',
    'ssm:RegisterManagedInstance ValidationException,400',
    'sns:ConfirmSubscription InvalidParameter,400',
    'sns:Unsubscribe InvalidParameter,400',
    'signin:ConsoleLogin InvalidParameterValueException,400',
  ]);
});

test('no operation answers a request that is signed with an unknown access key', async () => {
  assert.deepEqual(await exceptions(callAs({ accessKeyId: 'AKIANOBODYKNOWSTHIS1' }), 'unknownKey'), []);
});

test('no operation answers a request that is signed with a wrong secret', async () => {
  assert.deepEqual(await exceptions(callAs({ secretAccessKey: 'not-the-secret' }), 'wrongSecret'), []);
});

test('no operation answers a request with a session token, which root keys do not have', async () => {
  assert.deepEqual(await exceptions(callAs({ sessionToken: 'stale' }), 'unknownKey'), []);
});

test('every operation takes a request that is signed right, and says what is wrong with it otherwise', async () => {
  const authentication = new Set(
    Object.values(refusals).flatMap((byCase) => Object.values(byCase).map(([code]) => code)),
  );
  let asked = 0;
  for (const [service, table] of Object.entries(server.operations))
    for (const operation of Object.keys(table)) {
      const [code, status] = outcomeOf(await call(server.caller, requestFor(service, operation)));
      assert.ok(!authentication.has(code) && status < 500, `${service}:${operation} answered ${status} ${code}`);
      asked += 1;
    }
  assert.ok(asked >= 49, `${asked} operations were asked`);
  assert.deepEqual(server.errors, []);
});

describe('a license that the caller may not use is refused, though the request does not name it', () => {
  let user: Caller;
  before(async () => {
    const { iam } = clientsOf(server.caller);
    await iam.createUser({ UserName: 'ana' });
    await iam.attachUserPolicy({ UserName: 'ana', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
    const { AccessKey: key } = await iam.createAccessKey({ UserName: 'ana' });
    user = { ...server.caller, accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  });
  const deny = (...Resource: string[]) =>
    clientsOf(server.caller).iam.putUserPolicy({
      UserName: 'ana',
      PolicyName: 'but-not',
      PolicyDocument: JSON.stringify({ Statement: { Effect: 'Deny', Action: 'ec2:*', Resource } }),
    });
  const ask = (service: string, operation: string, input: object) =>
    call(user, encodeInput(service, operation, input as Record<string, unknown>));
  const found = async (pattern: RegExp, answer: Promise<Answer>) => pattern.exec((await answer).text)![1]!;
  const license = () =>
    found(
      /"(arn:[^"]+)"/,
      ask('license-manager', 'CreateLicenseConfiguration', { Name: 'x', LicenseCountingType: 'Instance' }),
    );
  const ImageId = publicImages('us-east-1').find((image) => image.architecture === 'x86_64')!.id;
  const launch = { ImageId, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 };
  const denies = async (answer: Promise<Answer>, arn: string) => {
    const { status, text } = await answer;
    const reason = `on resource: ${arn} with an explicit deny in an identity-based policy`;
    assert.deepEqual([status, text.includes(reason)], [403, true], text);
    assert.match(text, /<Code>UnauthorizedOperation</);
  };

  test('where it is the image that brings it: a launch, a start and a Spot request', async () => {
    const arn = await license();
    await ask('license-manager', 'UpdateLicenseSpecificationsForResource', {
      ResourceArn: `arn:aws:ec2:us-east-1::image/${ImageId}`,
      AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
    });
    const id = await found(/<instanceId>([^<]+)</, ask('ec2', 'RunInstances', launch));
    await deny(arn);
    await denies(ask('ec2', 'RunInstances', launch), arn);
    await denies(ask('ec2', 'RunInstances', { ...launch, DryRun: true }), arn);
    await denies(ask('ec2', 'StartInstances', { InstanceIds: [id] }), arn);
    const wanted = { LaunchSpecification: { ImageId, InstanceType: 'm5.large' } };
    await denies(ask('ec2', 'RequestSpotInstances', wanted), arn);
    await ask('license-manager', 'UpdateLicenseSpecificationsForResource', {
      ResourceArn: `arn:aws:ec2:us-east-1::image/${ImageId}`,
      RemoveLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
    });
  });

  test('where it is a launch template: a launch and a fleet', async () => {
    const arn = await license();
    await deny(arn);
    const LaunchTemplateData = { ImageId, LicenseSpecifications: [{ LicenseConfigurationArn: arn }] };
    const template = { LaunchTemplateName: 'licensed', LaunchTemplateData };
    const LaunchTemplateId = await found(/<launchTemplateId>([^<]+)</, ask('ec2', 'CreateLaunchTemplate', template));
    const LaunchTemplate = { LaunchTemplateId };
    await denies(
      ask('ec2', 'RunInstances', { MinCount: 1, MaxCount: 1, InstanceType: 'm5.large', LaunchTemplate }),
      arn,
    );
    const fleet = {
      Type: 'instant',
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: { LaunchTemplateId, Version: '$Latest' },
          Overrides: [{ InstanceType: 'm5.large' }],
        },
      ],
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' },
    };
    await denies(ask('ec2', 'CreateFleet', fleet), arn);
  });
});
