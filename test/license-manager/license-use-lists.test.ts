import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { ACCOUNT, exampleActor, OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { idOf, imageArn, publicImageId, startWorld } from './world.ts';

const world = await startWorld();
const INVALID = /^InvalidParameterValueException 400: /;
const USAGE = 'ListUsageForLicenseConfiguration';
const ASSOCIATIONS = 'ListAssociationsForLicenseConfiguration';
const FAILURES = 'ListFailuresForLicenseConfigurationOperations';

const usage = async (arn: string, input: object = {}): Promise<Wire[]> =>
  (await world.call(USAGE, { LicenseConfigurationArn: arn, ...input })).LicenseConfigurationUsageList;
const resourcesIn = (rows: Wire[]): string[] => rows.map((row) => row.ResourceArn);

describe('ListUsageForLicenseConfiguration', () => {
  test('shows a row per machine that holds licenses, which add up to ConsumedLicenses', async () => {
    const arn = await world.create({ LicenseCountingType: 'vCPU' });
    const before = Date.now() / 1000 - 1;
    const [small] = await world.launched({ licenseConfigurationArns: [arn] });
    const [large] = await world.launched({ licenseConfigurationArns: [arn], instanceType: 'm5.2xlarge' });
    const rows = await usage(arn);
    assert.deepEqual(resourcesIn(rows), [small!, large!].toSorted());
    const { AssociationTime, ResourceStatus, ...row } = rows.find((r) => r.ResourceArn === small);
    assert.deepEqual(row, {
      ResourceArn: small,
      ResourceType: 'EC2_INSTANCE',
      ResourceOwnerId: ACCOUNT,
      ConsumedLicenses: 4,
    });
    assert.match(ResourceStatus, /^(pending|running)$/); // as long as this takes
    assert.ok(AssociationTime > before && AssociationTime < before + 60, String(AssociationTime));
    const got = await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn });
    assert.equal(
      rows.reduce((sum, { ConsumedLicenses }) => sum + ConsumedLicenses, 0),
      got.ConsumedLicenses,
    );
  });

  test('leaves out stopped and terminated machines, unless stopped ones count', async () => {
    const arn = await world.create();
    const all = await world.create({ LicenseRules: ['#includedStoppedInstances=True'] });
    const [stopped, terminated, running] = await world.launched({ licenseConfigurationArns: [arn, all], maxCount: 3 });
    await world.end('stop', [stopped!]);
    await world.end('terminate', [terminated!]);
    assert.deepEqual(resourcesIn(await usage(arn)), [running]);
    assert.deepEqual(resourcesIn(await usage(all)), [stopped!, running!].toSorted());
    assert.deepEqual((await usage(all)).find((row) => row.ResourceArn === stopped).ResourceStatus, 'stopped');
  });

  test('tells when the license was tied to the machine, not when the machine was started last', async () => {
    const arn = await world.create();
    const [instance] = await world.launched({ licenseConfigurationArns: [arn] });
    const [{ AssociationTime }] = await usage(arn);
    await world.end('stop', [instance!]);
    const actor = exampleActor('ec2:StartInstances');
    await world.ledger.submit({ kind: 'start', actor, dryRun: false, instanceIds: [idOf(instance!)] });
    assert.equal((await usage(arn))[0].AssociationTime, AssociationTime);
  });

  test('filters by resourceArn, resourceType and resourceAccount', async () => {
    const arn = await world.create();
    const [one, other] = await world.launched({ licenseConfigurationArns: [arn], maxCount: 2 });
    const both = [one!, other!].toSorted();
    const table: [filters: [string, ...string[]][], found: string[]][] = [
      [[['resourceArn', one!]], [one!]],
      [[['resourceArn', one!, other!]], both],
      [[['resourceArn', one!.replace(ACCOUNT, OTHER_ACCOUNT)]], []],
      [[['resourceArn', one!.replace('us-east-1', 'eu-west-1')]], []],
      [[['resourceArn', idOf(one!)]], []],
      [[['resourceType', 'EC2_INSTANCE']], both],
      [[['resourceType', 'EC2_HOST', 'RDS']], []],
      [[['resourceAccount', ACCOUNT]], both],
      [[['resourceAccount', OTHER_ACCOUNT]], []],
      [
        [
          ['resourceAccount', ACCOUNT],
          ['resourceArn', other!],
        ],
        [other!],
      ],
    ];
    for (const [filters, found] of table) {
      const Filters = filters.map(([Name, ...Values]) => ({ Name, Values }));
      assert.deepEqual(resourcesIn(await usage(arn, { Filters })), found, JSON.stringify(filters));
    }
    const refused = (Filters: object[]) => world.refusal(USAGE, { LicenseConfigurationArn: arn, Filters });
    assert.match(await refused([{ Name: 'ResourceArn', Values: [one] }]), INVALID);
    assert.match(await refused([{ Name: 'resourceType', Values: ['EC2'] }]), INVALID);
    assert.match(await refused([{ Name: 'resourceArn', Values: [] }]), INVALID);
    assert.match(await refused([{ Name: 'resourceArn', Values: ['x'.repeat(2049)] }]), INVALID);
    assert.match(
      await refused([{ Name: 'resourceArn', Values: Array(101).fill(one) }]),
      /^FilterLimitExceededException 400: /,
    );
  });

  test('pages by resource while machines come and go', async () => {
    const arn = await world.create();
    const machines = (await world.launched({ licenseConfigurationArns: [arn], maxCount: 6 })).toSorted();
    const page = (NextToken?: string) => world.call(USAGE, { LicenseConfigurationArn: arn, MaxResults: 3, NextToken });
    const first = await page();
    await world.end('terminate', [machines[2]!, machines[4]!]);
    const added = await world.launched({ licenseConfigurationArns: [arn], maxCount: 4 });
    const listed = resourcesIn(first.LicenseConfigurationUsageList);
    for (let token = first.NextToken; token; ) {
      const next = await page(token);
      listed.push(...resourcesIn(next.LicenseConfigurationUsageList));
      token = next.NextToken;
    }
    assert.equal(new Set(listed).size, listed.length);
    const stayed = machines.filter((_, n) => n !== 4);
    assert.deepEqual(
      stayed.filter((machine) => !listed.includes(machine)),
      [],
    );
    const behind = added.filter((machine) => machine > machines[2]!);
    assert.deepEqual(listed.toSorted(), [...stayed, ...behind].toSorted());
  });
});

describe('ListAssociationsForLicenseConfiguration', () => {
  const list = (arn: string, input: object = {}): Promise<Wire> =>
    world.call(ASSOCIATIONS, { LicenseConfigurationArn: arn, ...input });

  test('shows machines, stopped ones too, and images', async () => {
    const arn = await world.create();
    const [instance] = await world.launched({ licenseConfigurationArns: [arn] });
    await world.end('stop', [instance!]);
    const image = imageArn(publicImageId());
    await world.call('UpdateLicenseSpecificationsForResource', {
      ResourceArn: image,
      AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
    });
    const rows: Wire[] = (await list(arn)).LicenseConfigurationAssociations;
    for (const row of rows) assert.equal(typeof row.AssociationTime, 'number');
    assert.deepEqual(
      rows.map(({ AssociationTime, ResourceOwnerId, ...row }) => row),
      [
        { ResourceArn: image, ResourceType: 'EC2_AMI' },
        { ResourceArn: instance, ResourceType: 'EC2_INSTANCE' },
      ],
    );
    assert.equal(rows[1].ResourceOwnerId, ACCOUNT);
    assert.notEqual(rows[0].ResourceOwnerId, ACCOUNT);
  });

  test('pages by resource while some are removed', async () => {
    const arn = await world.create();
    const machines = (await world.launched({ licenseConfigurationArns: [arn], maxCount: 5 })).toSorted();
    const first = await list(arn, { MaxResults: 2 });
    await world.end('terminate', [machines[1]!, machines[2]!]);
    const rest = await list(arn, { MaxResults: 2, NextToken: first.NextToken });
    assert.deepEqual(resourcesIn(first.LicenseConfigurationAssociations), machines.slice(0, 2));
    assert.deepEqual(resourcesIn(rest.LicenseConfigurationAssociations), machines.slice(3));
    assert.equal(rest.NextToken, undefined);
  });
});

describe('ListFailuresForLicenseConfigurationOperations', () => {
  const list = (arn: string, input: object = {}): Promise<Wire> =>
    world.call(FAILURES, { LicenseConfigurationArn: arn, ...input });

  test('shows refused launches, the latest first, and pages while more are added', async () => {
    const arn = await world.create({ LicenseCount: 0, LicenseCountHardLimit: true });
    for (const minCount of [1, 2, 3]) await world.launch({ licenseConfigurationArns: [arn], minCount, maxCount: 3 });
    const first = await list(arn, { MaxResults: 2 });
    const [{ FailureTime, ErrorMessage, ResourceOwnerId, ...failure }] = first.LicenseOperationFailureList;
    assert.deepEqual(failure, {
      ResourceArn: imageArn(publicImageId()),
      ResourceType: 'EC2_AMI',
      OperationName: 'RunInstances',
      OperationRequestedBy: `arn:aws:iam::${ACCOUNT}:root`,
    });
    assert.equal(typeof FailureTime, 'number');
    assert.match(ErrorMessage, /has 0 of 0 instances left; this launch needs 3\.$/);
    await world.launch({ licenseConfigurationArns: [arn] });
    const rest = await list(arn, { MaxResults: 2, NextToken: first.NextToken });
    assert.equal(rest.LicenseOperationFailureList.length, 1);
    assert.match(rest.LicenseOperationFailureList[0].ErrorMessage, /needs 1\.$/);
    assert.equal(rest.NextToken, undefined);
  });

  test('is empty where nothing was refused', async () => {
    assert.deepEqual(await list(await world.create()), { LicenseOperationFailureList: [] });
  });
});

describe('each list', async () => {
  const arn = await world.create();
  for (const name of [USAGE, ASSOCIATIONS, FAILURES] as const)
    test(`${name} refuses a missing ARN, a page of none or of 101, and a token of another list`, async () => {
      assert.match(await world.refusal(name, {}), INVALID);
      for (const MaxResults of [0, 101])
        assert.match(await world.refusal(name, { LicenseConfigurationArn: arn, MaxResults }), INVALID);
      const other = await world.create();
      await world.launched({ licenseConfigurationArns: [other], maxCount: 2 });
      await sql`UPDATE license_configuration SET license_count = 0, hard_limit = true, consumed_ceiling = consumed
        WHERE license_configuration_id = ${idOf(other)}`.execute(world.db);
      for (let n = 0; n < 2; n++) await world.launch({ licenseConfigurationArns: [other] });
      const { NextToken } = await world.call(name, { LicenseConfigurationArn: other, MaxResults: 1 });
      assert.equal(typeof NextToken, 'string');
      assert.match(await world.refusal(name, { LicenseConfigurationArn: arn, NextToken }), INVALID);
    });
});
