import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { renderActions, tabled } from '../../scripts/action-table.ts';
import { actionFile, findAction, resourcesAskedFor, resourcesMade } from '../../src/access/action-table.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';

let server: InProcessServer;
before(async () => {
  server = await startInProcessServer();
});

test('the tables are those of the reference', async () => {
  for (const service of tabled)
    assert.ok(
      readFileSync(actionFile(service), 'utf8') === (await renderActions(service)),
      'run `npm run action-table`',
    );
});

/** Those that no resource of theirs is named by: they are about what comes with the request, or about all. */
const NAMES_NONE: readonly string[] = [
  'ec2:AllocateAddress',
  'ec2:CreateInternetGateway',
  'ec2:CreateLaunchTemplate',
  'ec2:CreateVpc',
  'iam:GetAccessKeyLastUsed',
  // About what is shown alone, whatever it is of.
  'cloudwatch:DescribeAlarmsForMetric',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListMetrics',
  'ssm:GetParametersByPath',
  'ssm:GetParameters',
  'ssm:GetParameter',
  // Asked by the token of a provider, of the role's trust policy.
  'sts:AssumeRoleWithWebIdentity',
  // Called by servers alone, which may on themselves.
  'ssm:GetDocument',
  'ssm:RequestManagedInstanceRoleToken',
  'ssm:UpdateManagedInstancePublicKey',
];

/** Operations that are asked for as another action, which they do several times. */
const ASKED_AS: ReadonlyMap<string, string> = new Map([['sns:PublishBatch', 'sns:Publish']]);

/** Headroom's own are no actions of AWS's, nor is signing in. */
const isAsked = (service: string) => !['headroom', 'signin'].includes(service);

test('every operation is an action of the reference, and names the resources that it is about', () => {
  for (const [service, operations] of Object.entries(server.operations))
    for (const [name, operation] of Object.entries(operations)) {
      const called = `${serviceNamed(service).actionPrefix ?? service}:${name}`;
      const action = ASKED_AS.get(called) ?? called;
      if (!isAsked(service)) continue;
      const found = findAction(action);
      assert.ok(found, `${action} is no action of the Service Authorization Reference`);
      const isAboutAll = found.types.length === 0 || found.level === 'List' || NAMES_NONE.includes(action);
      const saysWhat = operation.resources !== undefined || operation.decidesAccess === true;
      assert.ok(isAboutAll || saysWhat, `${action} is about ${found.types}, and its operation has no resources`);
    }
});

describe('policies are asked', () => {
  const [instance, image, license] = [
    'arn:aws:ec2:us-east-1:111122223333:instance/i-0a',
    'arn:aws:ec2:us-east-1::image/ami-0a',
    'arn:aws:license-manager:us-east-1:111122223333:license-configuration:lic-1',
  ];
  const scope = { accountId: '111122223333', region: 'us-east-1' };
  const asked = (action: string, ...resources: string[]) => resourcesAskedFor({ action, resources });
  const made = (action: string, ...resources: string[]) => resourcesMade({ action, resources }, scope);

  test('for the resources that the action is about', () => {
    assert.deepEqual(asked('ec2:RunInstances', instance, image, license), [instance, image, license]);
    assert.deepEqual(asked('ec2:StartInstances', instance, license), [instance, license]);
    assert.deepEqual(asked('license-manager:UpdateLicenseSpecificationsForResource', instance, license), [license]);
    assert.deepEqual(asked('ec2:DescribeInstances', instance), []);
    assert.deepEqual(asked('headroom:Recount', instance), []);
  });

  test('also where a resource is AWS’s own', () => {
    const own = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    assert.deepEqual(asked('iam:GetPolicy', own), [own]);
    const permission = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionLicenseConfiguration';
    assert.deepEqual(asked('ram:GetPermission', permission), [permission]);
  });

  test('for what has no id yet as any of its kind', () => {
    const arn = (path: string) => [`arn:aws:ec2:us-east-1:111122223333:${path}`];
    assert.deepEqual(made('ec2:CreateVpc'), arn('vpc/*'));
    assert.deepEqual(made('ec2:CreateLaunchTemplate'), arn('launch-template/*'));
    assert.deepEqual(made('ec2:CreateNatGateway'), arn('natgateway/*'));
    assert.deepEqual(made('ec2:AllocateAddress'), arn('elastic-ip/*'));
    assert.deepEqual(made('ec2:RegisterImage'), ['arn:aws:ec2:us-east-1::image/*']);
    assert.deepEqual(made('ec2:CreateKeyPair', ...arn('key-pair/mine')), []);
    assert.deepEqual(made('ec2:DeleteVpc'), []);
    assert.deepEqual(made('rds:CreateDBInstance'), []);
  });
});
