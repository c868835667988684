import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { RDS } from '@aws-sdk/client-rds';
import { SSM } from '@aws-sdk/client-ssm';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { call, jsonRequest } from '../signed-request.ts';
import { makeRsaKey } from '../simulated-agent.ts';
import {
  allow,
  type Clients,
  clientsOf,
  createUser,
  LAUNCH,
  policyOf,
  refuses,
  setPolicy,
  type User,
} from './access-world.ts';

// A role is handed on by those alone who may, to the services to which they may.

let server: InProcessServer;
let root: Clients;
let user: User;
let ssm: SSM;
let machine: string;

const roleArn = (name: string) => `arn:aws:iam::${server.accountId}:role/work/${name}`;
const denial = (role: string) =>
  new RegExp(
    `is not authorized to perform: iam:PassRole on resource: ${role.replaceAll('*', '\\*')} because no identity-based`,
  );

/** The user may do everything, and hand on these roles to this service. */
const may = (service: string, ...roles: string[]) =>
  setPolicy(
    server.caller,
    'ann',
    { Effect: 'Allow', NotAction: 'iam:PassRole', Resource: '*' },
    allow('iam:PassRole', roles, { StringEquals: { 'iam:PassedToService': service } }),
  );

before(async () => {
  server = await startInProcessServer();
  root = clientsOf(server.caller);
  user = await createUser(server.caller, 'ann', { statements: [allow('*')] });
  const config = { endpoint: user.caller.url, region: 'us-east-1', credentials: user.caller, maxAttempts: 1 };
  ssm = new SSM(config);
  const trust = policyOf({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' });
  for (const name of ['web', 'admin']) {
    await root.iam.createRole({ RoleName: name, Path: '/work/', AssumeRolePolicyDocument: trust });
    await root.iam.createInstanceProfile({ InstanceProfileName: `${name}-machines` });
    await root.iam.addRoleToInstanceProfile({ InstanceProfileName: `${name}-machines`, RoleName: name });
  }
  await root.iam.createInstanceProfile({ InstanceProfileName: 'empty' });
  machine = (await root.ec2.runInstances(LAUNCH)).Instances![0]!.InstanceId!;
});

const web = { IamInstanceProfile: { Name: 'web-machines' } };
const admin = { IamInstanceProfile: { Name: 'admin-machines' } };
const EC2 = 'ec2.amazonaws.com';

test('a launch hands on the role in the instance profile, named by it or by a launch template', async () => {
  await may(EC2, roleArn('web'));
  const launch = (more: object) => user.ec2.runInstances({ ...LAUNCH, ...more });
  await launch(web);
  await refuses(launch(admin), 'UnauthorizedOperation', denial(roleArn('admin')));
  await refuses(launch({ ...admin, DryRun: true }), 'UnauthorizedOperation', denial(roleArn('admin')));
  await refuses(launch({ IamInstanceProfile: { Name: 'empty' } }), 'UnauthorizedOperation', /role\/\*/);
  const LaunchTemplateData = { ...LAUNCH, ...admin, MinCount: undefined, MaxCount: undefined };
  await root.ec2.createLaunchTemplate({ LaunchTemplateName: 'as-admin', LaunchTemplateData });
  const LaunchTemplate = { LaunchTemplateName: 'as-admin' };
  await refuses(
    user.ec2.runInstances({ MinCount: 1, MaxCount: 1, LaunchTemplate }),
    'UnauthorizedOperation',
    denial(roleArn('admin')),
  );
  await may('ssm.amazonaws.com', '*');
  await refuses(launch(web), 'UnauthorizedOperation', denial(roleArn('web')));
});

test('a fleet and Spot machines do, also where a fleet is changed, and the role of a Spot Fleet itself', async () => {
  await may(EC2, roleArn('web'));
  const LaunchTemplateData = { ...LAUNCH, MinCount: undefined, MaxCount: undefined };
  for (const [LaunchTemplateName, profile] of [
    ['fleet-web', web],
    ['fleet-admin', admin],
  ] as const)
    await root.ec2.createLaunchTemplate({
      LaunchTemplateName,
      LaunchTemplateData: { ...LaunchTemplateData, ...profile },
    });
  const configs = (LaunchTemplateName: string) => [
    { LaunchTemplateSpecification: { LaunchTemplateName, Version: '$Latest' } },
  ];
  const TargetCapacitySpecification = { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'on-demand' } as const;
  const create = (name: string) =>
    user.ec2.createFleet({ LaunchTemplateConfigs: configs(name), TargetCapacitySpecification, Type: 'maintain' });
  const { FleetId } = await create('fleet-web');
  await refuses(create('fleet-admin'), 'UnauthorizedOperation', denial(roleArn('admin')));
  const modify = (name: string) =>
    user.ec2.modifyFleet({ FleetId, LaunchTemplateConfigs: configs(name), TargetCapacitySpecification });
  await refuses(modify('fleet-admin'), 'UnauthorizedOperation', denial(roleArn('admin')));
  await modify('fleet-web');
  const LaunchSpecification = { ImageId: LAUNCH.ImageId, InstanceType: LAUNCH.InstanceType };
  await refuses(
    user.ec2.requestSpotInstances({ LaunchSpecification: { ...LaunchSpecification, ...admin } }),
    'UnauthorizedOperation',
    denial(roleArn('admin')),
  );
  const spotFleet = () =>
    user.ec2.requestSpotFleet({
      SpotFleetRequestConfig: {
        ...{ IamFleetRole: roleArn('admin'), TargetCapacity: 1, LaunchSpecifications: [LaunchSpecification] },
      },
    });
  await refuses(spotFleet(), 'UnauthorizedOperation', denial(roleArn('admin')));
  await may('spotfleet.amazonaws.com', roleArn('admin'));
  await spotFleet();
});

test('so do who gives a machine an instance profile, or another', async () => {
  await may(EC2, roleArn('web'));
  const { ec2 } = user;
  const give = (profile: object) =>
    ec2.associateIamInstanceProfile({ InstanceId: machine, ...(profile as typeof web) });
  await refuses(give(admin), 'UnauthorizedOperation', denial(roleArn('admin')));
  const { IamInstanceProfileAssociation: given } = await give(web);
  const change = (profile: typeof web) =>
    ec2.replaceIamInstanceProfileAssociation({ AssociationId: given!.AssociationId, ...profile });
  await refuses(change(admin), 'UnauthorizedOperation', denial(roleArn('admin')));
  await change(web);
});

test('and who lets servers register, registers one, or changes its role', async () => {
  await may(EC2, '*');
  const refused = (asked: Promise<unknown>) => refuses(asked, 'AccessDeniedException', denial(roleArn('web')));
  await refused(ssm.createActivation({ IamRole: 'web' }));
  const { publicKey } = makeRsaKey();
  const PublicKey = publicKey;
  const register = () =>
    call(
      user.caller,
      jsonRequest('AmazonSSM.RegisterManagedInstance', { PublicKey, Fingerprint: 'f', IamRole: 'web' }),
    );
  assert.match((await register()).text, /iam:PassRole/);
  await may('ssm.amazonaws.com', roleArn('web'));
  await ssm.createActivation({ IamRole: 'web' });
  await ssm.createActivation({ IamRole: 'work/web' });
  const { InstanceId } = JSON.parse((await register()).text);
  await ssm.updateManagedInstanceRole({ InstanceId, IamRole: 'web' });
  await refuses(
    ssm.updateManagedInstanceRole({ InstanceId, IamRole: 'admin' }),
    'AccessDeniedException',
    denial(roleArn('admin')),
  );
});

test('and who has a database watched by a role', async () => {
  await may('monitoring.rds.amazonaws.com', roleArn('web'));
  const { url, ...credentials } = user.caller;
  const rds = new RDS({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const create = (role: string) =>
    rds.createDBInstance({
      ...{ DBInstanceIdentifier: 'watched', DBInstanceClass: 'db.m5.large', Engine: 'oracle-ee', AllocatedStorage: 20 },
      ...{ MasterUsername: 'admin', MasterUserPassword: 'password-1', LicenseModel: 'bring-your-own-license' },
      ...{ MonitoringRoleArn: roleArn(role), MonitoringInterval: 60 },
    });
  await refuses(create('admin'), 'AccessDenied', denial(roleArn('admin')));
  await create('web');
});

test('a root hands on what it likes', async () => {
  await root.ec2.runInstances({ ...LAUNCH, ...admin });
});
