import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Placement } from '@aws-sdk/client-ec2';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import {
  allow,
  type Clients,
  clientsOf,
  createUser,
  deny,
  type Element,
  LAUNCH,
  policyOf,
  refuses,
  setPolicy,
  type User,
} from './access-world.ts';

// What policies say of real requests: by resource, by tag, by what is launched, within boundaries, and until they change.

let server: InProcessServer;
let root: Clients;
let user: User;
const terms = { LicenseCountingType: 'Instance' } as const;
const tags = (team: string) => [{ Key: 'team', Value: team }];

before(async () => {
  server = await startInProcessServer();
  root = clientsOf(server.caller);
  user = await createUser(server.caller, 'ann', { statements: [allow('*')] });
});

const only = (...statements: Element[]) => setPolicy(server.caller, 'ann', ...statements);
const machine = async (team: string) => {
  const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: tags(team) }];
  return (await root.ec2.runInstances({ ...LAUNCH, TagSpecifications })).Instances![0]!.InstanceId!;
};

test('a user without a policy may say who it is, and nothing else', async () => {
  const nobody = await createUser(server.caller, 'nobody');
  assert.equal((await nobody.sts.getCallerIdentity({})).Arn, `arn:aws:iam::${server.accountId}:user/nobody`);
  await refuses(
    nobody.licenseManager.listLicenseConfigurations({}),
    'AccessDeniedException',
    /^User: \S+:user\/nobody is not authorized/,
  );
  await refuses(
    nobody.ec2.describeInstances({}),
    'UnauthorizedOperation',
    /^You are not authorized to perform this operation. User: /,
  );
  await refuses(nobody.iam.listUsers({}), 'AccessDenied');
});

test('a change of policies holds for the next request, be it the user’s own, a group’s or a managed one', async () => {
  const { iam } = root;
  const allowed = async () =>
    await user.ec2.describeInstances({}).then(
      () => true,
      () => false,
    );
  const steps: [() => Promise<unknown>, boolean][] = [
    [() => iam.deleteUserPolicy({ UserName: 'ann', PolicyName: 'own' }), false],
    [() => iam.createGroup({ GroupName: 'all' }), false],
    [() => iam.putGroupPolicy({ GroupName: 'all', PolicyName: 'all', PolicyDocument: policyOf(allow('*')) }), false],
    [() => iam.addUserToGroup({ GroupName: 'all', UserName: 'ann' }), true],
    [
      () =>
        iam.putUserPermissionsBoundary({
          UserName: 'ann',
          PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess',
        }),
      false,
    ],
    [() => iam.deleteUserPermissionsBoundary({ UserName: 'ann' }), true],
    [() => iam.removeUserFromGroup({ GroupName: 'all', UserName: 'ann' }), false],
    [() => iam.attachUserPolicy({ UserName: 'ann', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }), true],
    [() => iam.detachUserPolicy({ UserName: 'ann', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }), false],
  ];
  for (const [step, expected] of steps) {
    await step();
    assert.equal(await allowed(), expected, step.toString());
  }
});

describe('a machine is started, stopped or ended', () => {
  test('by the one whose tag it has, as a variable says', async () => {
    await root.iam.tagUser({ UserName: 'ann', Tags: tags('north') });
    await only(allow('ec2:*', '*', { StringEquals: { 'ec2:ResourceTag/team': '${aws:PrincipalTag/team}' } }));
    const [own, other] = [await machine('north'), await machine('south')];
    await user.ec2.rebootInstances({ InstanceIds: [own] });
    await refuses(
      user.ec2.rebootInstances({ InstanceIds: [other] }),
      'UnauthorizedOperation',
      new RegExp(`instance/${other} because no identity`),
    );
    await refuses(user.ec2.rebootInstances({ InstanceIds: [own, other] }), 'UnauthorizedOperation');
  });
  test('but for those of a type', async () => {
    await only(allow('ec2:*'), deny('ec2:TerminateInstances', '*', { StringLike: { 'ec2:InstanceType': 't3.*' } }));
    const id = await machine('north');
    await user.ec2.rebootInstances({ InstanceIds: [id] });
    await refuses(user.ec2.terminateInstances({ InstanceIds: [id] }), 'UnauthorizedOperation', /explicit deny/);
  });
});

describe('a launch is judged by what it comes to', () => {
  const small = allow('ec2:RunInstances', '*', { StringEqualsIfExists: { 'ec2:InstanceType': 't3.micro' } });

  test('of a type, also one that its launch template brings', async () => {
    await only(small);
    await user.ec2.runInstances(LAUNCH);
    await refuses(
      user.ec2.runInstances({ ...LAUNCH, InstanceType: 'm5.large' }),
      'UnauthorizedOperation',
      /instance\/\*/,
    );
    const data = (InstanceType: 't3.micro' | 'm5.large') => ({ ImageId: LAUNCH.ImageId, InstanceType });
    for (const type of ['t3.micro', 'm5.large'] as const) {
      const LaunchTemplateName = type.replace('.', '-');
      await root.ec2.createLaunchTemplate({ LaunchTemplateName, LaunchTemplateData: data(type) });
      const launch = user.ec2.runInstances({ LaunchTemplate: { LaunchTemplateName }, MinCount: 1, MaxCount: 1 });
      if (type === 't3.micro') await launch;
      else await refuses(launch, 'UnauthorizedOperation', /instance\/\*/);
    }
  });

  test('into a security group, whether by its id or by its name', async () => {
    const group = async (GroupName: string) =>
      (await root.ec2.createSecurityGroup({ GroupName, Description: 'x' })).GroupId!;
    const [open, closed] = [await group('open'), await group('closed')];
    const arn = (id: string) => `arn:aws:ec2:us-east-1:${server.accountId}:security-group/${id}`;
    await only(allow('ec2:*'), deny('ec2:RunInstances', arn(closed)));
    const into = (SecurityGroups: string[]) => user.ec2.runInstances({ ...LAUNCH, SecurityGroups });
    await into(['open', 'default']);
    await refuses(
      into(['open', 'closed']),
      'UnauthorizedOperation',
      new RegExp(`on resource: ${arn(closed)} with an explicit`),
    );
    await refuses(into(['none']), 'InvalidGroup.NotFound');
    await only(allow('ec2:*', ['arn:aws:ec2:*:*:*/*', 'arn:aws:ec2:*::image/*']), deny('ec2:RunInstances', arn(open)));
    await into(['closed']);
  });

  test('with tags that are asked for, and the right to give them', async () => {
    const tagged = {
      StringEquals: { 'aws:RequestTag/team': 'north' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' },
    };
    await only(
      allow(
        'ec2:RunInstances',
        ['subnet', 'volume', 'network-interface', 'security-group']
          .map((type) => `arn:aws:ec2:*:*:${type}/*`)
          .concat('arn:aws:ec2:*::image/*'),
      ),
      allow('ec2:RunInstances', 'arn:aws:ec2:*:*:instance/*', tagged),
      allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'RunInstances' } }),
    );
    const launch = (...pairs: { Key: string; Value: string }[]) =>
      user.ec2.runInstances({ ...LAUNCH, TagSpecifications: [{ ResourceType: 'instance', Tags: pairs }] });
    const { Instances: instances } = await launch(...tags('north'));
    await refuses(launch(...tags('south')), 'UnauthorizedOperation', /instance\/\*/);
    await refuses(launch(...tags('north'), { Key: 'x', Value: 'y' }), 'UnauthorizedOperation', /instance\/\*/);
    await refuses(user.ec2.runInstances(LAUNCH), 'UnauthorizedOperation', /instance\/\*/);
    const retag = user.ec2.createTags({ Resources: [instances![0]!.InstanceId!], Tags: tags('south') });
    await refuses(retag, 'UnauthorizedOperation', /ec2:CreateTags/);
  });

  test('of an image that is not denied, in no other tenancy, with no named part that is', async () => {
    const group = (await root.ec2.createSecurityGroup({ GroupName: 'secret', Description: 'x' })).GroupId!;
    await only(
      allow('*'),
      deny('ec2:RunInstances', '*', { StringEquals: { 'ec2:Tenancy': 'dedicated' } }),
      deny('*', `arn:aws:ec2:*:*:security-group/${group}`),
      deny('ec2:*', '*', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }),
    );
    await user.ec2.runInstances(LAUNCH);
    await refuses(user.ec2.runInstances({ ...LAUNCH, Placement: { Tenancy: 'dedicated' } }), 'UnauthorizedOperation');
    await refuses(
      user.ec2.runInstances({ ...LAUNCH, SecurityGroupIds: [group] }),
      'UnauthorizedOperation',
      /security-group/,
    );
    for (const named of [{ GroupId: group }, { GroupName: 'secret' }])
      await refuses(
        user.ec2.deleteSecurityGroup(named),
        'UnauthorizedOperation',
        new RegExp(`security-group/${group}`),
      );
    await only(allow('*'), deny('ec2:*', '*', { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }));
    await refuses(user.ec2.describeInstances({}), 'UnauthorizedOperation', /explicit deny/);
  });

  test('into a placement group, be it named by its name or by its id', async () => {
    const [open, closed] = await Promise.all(
      ['open', 'closed'].map((GroupName) => root.ec2.createPlacementGroup({ GroupName, Strategy: 'cluster' })),
    );
    await only(allow('*'), deny('ec2:RunInstances', 'arn:aws:ec2:*:*:placement-group/closed'));
    const launch = (Placement: Placement) => user.ec2.runInstances({ ...LAUNCH, InstanceType: 'm5.large', Placement });
    await launch({ GroupName: 'open' });
    await launch({ GroupId: open!.PlacementGroup!.GroupId! });
    for (const named of [{ GroupName: 'closed' }, { GroupId: closed!.PlacementGroup!.GroupId! }])
      await refuses(launch(named), 'UnauthorizedOperation', /placement-group\/closed/);
  });

  test('with a license that has a tag, which only the image brings', async () => {
    const { LicenseConfigurationArn: arn } = await root.licenseManager.createLicenseConfiguration({
      Name: 'x',
      ...terms,
      Tags: tags('south'),
    });
    const ImageId = (await root.ec2.registerImage({ Name: 'tagged' })).ImageId!;
    const ResourceArn = `arn:aws:ec2:us-east-1::image/${ImageId}`;
    await root.licenseManager.updateLicenseSpecificationsForResource({
      ResourceArn,
      AddLicenseSpecifications: [{ LicenseConfigurationArn: arn! }],
    });
    await only(allow('*'), deny('ec2:*', '*', { StringEquals: { 'aws:ResourceTag/team': 'south' } }));
    await refuses(
      user.ec2.runInstances({ ...LAUNCH, ImageId }),
      'UnauthorizedOperation',
      new RegExp(`${arn} with an explicit deny`),
    );
    await root.licenseManager.untagResource({ ResourceArn: arn!, TagKeys: ['team'] });
    const InstanceIds = (await user.ec2.runInstances({ ...LAUNCH, ImageId })).Instances!.map((one) => one.InstanceId!);
    await root.licenseManager.tagResource({ ResourceArn: arn!, Tags: tags('south') });
    await refuses(
      user.ec2.startInstances({ InstanceIds }),
      'UnauthorizedOperation',
      new RegExp(`${arn} with an explicit deny`),
    );
  });
});

test('what is made is tagged with what is asked for, in every service', async () => {
  const north = { StringEquals: { 'aws:RequestTag/team': 'north' } };
  await only(allow(['license-manager:*', 'ec2:CreateVpc', 'ec2:CreateTags', 'iam:*'], '*', north));
  const made = (team: string) => ({
    license: user.licenseManager.createLicenseConfiguration({ Name: 'x', ...terms, Tags: tags(team) }),
    role: user.iam.createUser({ UserName: `of-${team}`, Tags: tags(team) }),
    vpc: user.ec2.createVpc({
      CidrBlock: '10.9.0.0/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags: tags(team) }],
    }),
  });
  await Promise.all(Object.values(made('north')));
  const { license, role, vpc } = made('south');
  await Promise.all([
    refuses(license, 'AccessDeniedException'),
    refuses(role, 'AccessDenied'),
    refuses(vpc, 'UnauthorizedOperation'),
  ]);
});

test('Headroom’s own actions are for the operator’s account, by policy too', async () => {
  const { call, jsonRequest } = await import('../signed-request.ts');
  const recount = async () => (await call(user.caller, jsonRequest('Headroom.Recount', {}))).status;
  await only(allow('ec2:*'));
  assert.equal(await recount(), 400);
  await only(allow('headroom:Recount'));
  assert.equal(await recount(), 200);
});
