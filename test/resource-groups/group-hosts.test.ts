import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, exampleActor, OTHER_ACCOUNT } from '../example-facts.ts';
import { ANY_LICENSE, configuration, startGroupWorld } from './world.ts';

const world = await startGroupWorld();
const idOf = (arn: string) => arn.split('/')[1]!;
const group = (Group: string, ...ResourceArns: string[]) => world.call('GroupResources', { Group, ResourceArns });
const ungroup = (Group: string, ...ResourceArns: string[]) => world.call('UngroupResources', { Group, ResourceArns });
const done = (...arns: string[]) => ({ Succeeded: arns, Failed: [], Pending: [] });

async function hostsIn(Group: string): Promise<string[]> {
  const { Resources } = await world.call('ListGroupResources', { Group });
  return Resources.map((resource: { Identifier: { ResourceArn: string } }) => resource.Identifier.ResourceArn);
}

test('hosts come into a group and leave it at once, and repeating it changes nothing', async () => {
  const name = await world.create();
  const arns = (await world.hosts('m5', 2)).sort();
  assert.deepEqual(await group(name, ...arns), done(...arns));
  assert.deepEqual(await group(name, ...arns, ...arns), done(...arns));
  assert.deepEqual(await world.call('ListGroupResources', { Group: name }), {
    Resources: arns.map((ResourceArn) => ({ Identifier: { ResourceArn, ResourceType: 'AWS::EC2::Host' } })),
    ResourceIdentifiers: arns.map((ResourceArn) => ({ ResourceArn, ResourceType: 'AWS::EC2::Host' })),
    QueryErrors: [],
  });
  assert.deepEqual(await ungroup(name, arns[0]!), done(arns[0]!));
  assert.deepEqual(await hostsIn(name), [arns[1]]);
});

test('each resource fails for itself, with the reason', async () => {
  const name = await world.create({ 'allowed-host-families': ['m5'] });
  const other = await world.create();
  const [fit, taken] = (await world.hosts('m5', 2)) as [string, string];
  const [wrongFamily] = (await world.hosts('c5')) as [string];
  const [released] = (await world.hosts('m5')) as [string];
  const [foreign] = (await world.hosts('m5', 1, { accountId: OTHER_ACCOUNT })) as [string];
  await group(other, taken);
  const actor = exampleActor('ec2:ReleaseHosts', { accountId: ACCOUNT });
  await world.licenses.ledger.submit({ kind: 'release-hosts', actor, hostIds: [idOf(released)] });
  const instance = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-0123456789abcdef0`;

  const { Succeeded, Failed, Pending } = await group(
    name,
    wrongFamily,
    fit,
    taken,
    released,
    foreign,
    instance,
    'garbled',
  );
  assert.deepEqual([Succeeded, Pending], [[fit], []]);
  const failures = Failed.map((one: { ResourceArn: string; ErrorCode: string }) => [one.ResourceArn, one.ErrorCode]);
  assert.deepEqual(failures, [
    [wrongFamily, 'InvalidParameterCombination'],
    [taken, 'InvalidParameterCombination'],
    [released, 'InvalidHostID.NotFound'],
    [foreign, 'InvalidHostID.NotFound'],
    [instance, 'RESOURCE_TYPE_NOT_SUPPORTED'],
    ['garbled', 'RESOURCE_TYPE_NOT_SUPPORTED'],
  ]);
  assert.match(Failed[0].ErrorMessage, /allows the families m5; host h-\w+ is c5/);
  assert.deepEqual(await hostsIn(name), [fit]);

  const left = await ungroup(name, taken);
  assert.deepEqual(left.Succeeded, []);
  assert.match(left.Failed[0].ErrorMessage, /is not in /);
});

test('a host that uses a license which the group does not allow stays out', async () => {
  const { licenses } = world;
  const [allowed, other] = [
    await licenses.create({ LicenseCountingType: 'Core' }),
    await licenses.create({ LicenseCountingType: 'Core' }),
  ];
  const Configuration = configuration({ 'allowed-host-based-license-configurations': [allowed] });
  await world.call('CreateGroup', { Name: 'licensed', Configuration });
  const [fit, unfit] = (await world.hosts('m5', 2)) as [string, string];
  for (const [ResourceArn, LicenseConfigurationArn] of [
    [fit, allowed],
    [unfit, other],
  ])
    await licenses.call('UpdateLicenseSpecificationsForResource', {
      ResourceArn,
      AddLicenseSpecifications: [{ LicenseConfigurationArn }],
    });
  const { Succeeded, Failed } = await group('licensed', fit, unfit);
  assert.deepEqual(Succeeded, [fit]);
  assert.match(Failed[0].ErrorMessage, new RegExp(`does not allow license configuration ${other.split(':').at(-1)}`));
});

test('a group is deleted only when it is empty', async () => {
  const name = await world.create();
  const [host] = (await world.hosts('m5')) as [string];
  await group(name, host);
  assert.match(await world.refusal('DeleteGroup', { Group: name }), /^BadRequestException 400: .*has 1 host/);
  await ungroup(name, host);
  await world.call('DeleteGroup', { Group: name });
  assert.match(
    await world.refusal('GroupResources', { Group: name, ResourceArns: [host] }),
    /^NotFoundException 404: /,
  );
});

test('a family stays allowed while a host of it is in the group', async () => {
  const name = await world.create();
  const [host] = (await world.hosts('m5')) as [string];
  await group(name, host);
  const put = (...families: string[]) => ({
    Group: name,
    Configuration: configuration({ ...ANY_LICENSE, 'allowed-host-families': families }),
  });
  assert.match(
    await world.refusal('PutGroupConfiguration', put('c5')),
    /^BadRequestException 400: A host of the family m5/,
  );
  await world.call('PutGroupConfiguration', put('c5', 'm5'));
  await ungroup(name, host);
  await world.call('PutGroupConfiguration', put('c5'));
});

test('a license stays allowed while a host of the group or a machine that runs there uses it', async () => {
  const { licenses } = world;
  const [ofMachine, ofHost, free] = await Promise.all(
    ['Core', 'Socket', 'Core'].map((LicenseCountingType) => licenses.create({ LicenseCountingType })),
  );
  const perMachine = await licenses.create();
  const name = await world.create();
  const [host] = (await world.hosts('m5')) as [string];
  await group(name, host);
  const { Group } = await world.call('GetGroup', { Group: name });
  const machines = await licenses.launched({
    tenancy: 'host',
    hostResourceGroupArn: Group.GroupArn,
    licenseConfigurationArns: [ofMachine!, perMachine],
  });
  const tie = (key: string) => ({ ResourceArn: host, [key]: [{ LicenseConfigurationArn: ofHost }] });
  await licenses.call('UpdateLicenseSpecificationsForResource', tie('AddLicenseSpecifications'));
  const put = (...arns: string[]) => ({
    Group: name,
    Configuration: configuration({ 'allowed-host-based-license-configurations': arns }),
  });
  const refusal = (...arns: string[]) => world.refusal('PutGroupConfiguration', put(...arns));
  assert.equal(
    await refusal(ofHost!, free!),
    `BadRequestException 400: ${ofMachine} is used in the group, by ${idOf(machines[0]!)}; stop that or take the license off before it is no longer allowed.`,
  );
  assert.match(await refusal(ofMachine!), new RegExp(`${ofHost} is used in the group, by ${idOf(host)};`));
  await world.call('PutGroupConfiguration', put(ofMachine!, ofHost!));
  await licenses.end('stop', machines);
  await licenses.call('UpdateLicenseSpecificationsForResource', tie('RemoveLicenseSpecifications'));
  await world.call('PutGroupConfiguration', put(free!));
});

test('hosts that come while their group is deleted never end up in a group that is gone', async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = await world.create();
    const [host] = (await world.hosts('m5')) as [string];
    await Promise.allSettled([group(name, host), world.call('DeleteGroup', { Group: name })]);
    const { db } = world.licenses;
    const { group_arn: arn } = await db
      .selectFrom('host')
      .select('group_arn')
      .where('host_id', '=', idOf(host))
      .executeTakeFirstOrThrow();
    const left = await db.selectFrom('resource_group').select('group_arn').where('group_name', '=', name).execute();
    assert.equal(arn, left[0]?.group_arn ?? null);
  }
});

test('hosts are listed page by page, by type', async () => {
  const name = await world.create();
  const arns = (await world.hosts('m5', 5)).sort();
  await group(name, ...arns);
  const found: string[] = [];
  const Filters = [{ Name: 'resource-type', Values: ['AWS::EC2::Host'] }];
  for (let NextToken: string | undefined, first = true; first || NextToken; first = false) {
    const input = { Group: name, Filters, MaxResults: 2, ...(NextToken && { NextToken }) };
    const page = await world.call('ListGroupResources', input);
    found.push(...page.ResourceIdentifiers.map((one: { ResourceArn: string }) => one.ResourceArn));
    NextToken = page.NextToken;
  }
  assert.deepEqual(found, arns);
  const other = { Group: name, Filters: [{ Name: 'resource-type', Values: ['AWS::EC2::Instance'] }] };
  assert.match(await world.refusal('ListGroupResources', other), /^BadRequestException 400: .*only AWS::EC2::Host/);
});

test('a released host has left its group', async () => {
  const name = await world.create();
  const [host] = (await world.hosts('m5')) as [string];
  await group(name, host);
  const actor = exampleActor('ec2:ReleaseHosts', { accountId: ACCOUNT });
  await world.licenses.ledger.submit({ kind: 'release-hosts', actor, hostIds: [idOf(host)] });
  assert.deepEqual(await hostsIn(name), []);
});
