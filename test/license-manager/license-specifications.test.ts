import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { ACCOUNT, OTHER_ACCOUNT } from '../example-facts.ts';
import type { Wire } from '../json-service.ts';
import { idOf, imageArn, publicImageId, startWorld } from './world.ts';

const world = await startWorld();
const UPDATE = 'UpdateLicenseSpecificationsForResource';
const LIST = 'ListLicenseSpecificationsForResource';
const INVALID = /^InvalidParameterValueException 400: /;

const specifications = (arns: readonly string[], scope?: string) =>
  arns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn, AmiAssociationScope: scope }));
const change = (ResourceArn: string, { add = [], remove = [] }: { add?: string[]; remove?: string[] }) => ({
  ResourceArn,
  AddLicenseSpecifications: specifications(add),
  RemoveLicenseSpecifications: specifications(remove),
});
const update = (arn: string, what: { add?: string[]; remove?: string[] }) => world.call(UPDATE, change(arn, what));
const refused = (arn: string, what: { add?: string[]; remove?: string[] }) => world.refusal(UPDATE, change(arn, what));
const licensesOf = async (ResourceArn: string, who = {}): Promise<string[]> =>
  (await world.call(LIST, { ResourceArn }, who)).LicenseSpecifications.map((s: Wire) => s.LicenseConfigurationArn);
const consumed = async (arn: string): Promise<number> =>
  (await world.call('GetLicenseConfiguration', { LicenseConfigurationArn: arn })).ConsumedLicenses;
const machine = async () => (await world.launched({}))[0]!;

describe('UpdateLicenseSpecificationsForResource', () => {
  test('adds and removes, answers nothing, and takes and gives back licenses', async () => {
    const [arn, instance] = [await world.create({ LicenseCountingType: 'vCPU' }), await machine()];
    assert.deepEqual(await update(instance, { add: [arn] }), {});
    assert.deepEqual([await licensesOf(instance), await consumed(arn)], [[arn], 4]);
    await update(instance, { add: [arn] });
    assert.equal(await consumed(arn), 4);
    await update(instance, { remove: [arn] });
    assert.deepEqual([await licensesOf(instance), await consumed(arn)], [[], 0]);
    await update(instance, { remove: [arn] });
    await update(instance, {});
  });

  test('removes before it adds', async () => {
    const arn = await world.create({ LicenseCount: 1, LicenseCountHardLimit: true });
    const [one, other] = await world.launched({ maxCount: 2 });
    await update(one!, { add: [arn] });
    assert.match(await refused(other!, { add: [arn] }), /^LicenseUsageException 412: /);
    await update(one!, { add: [arn], remove: [arn] });
    assert.equal(await consumed(arn), 1);
  });

  test('past a hard limit is LicenseUsageException, and nothing is changed', async () => {
    const [room, full] = [await world.create(), await world.create({ LicenseCount: 0, LicenseCountHardLimit: true })];
    const instance = await machine();
    const answer = await refused(instance, { add: [room, full] });
    assert.match(answer, /^LicenseUsageException 412: No licenses available\. .* 0 of 0 instances left/);
    assert.deepEqual(await licensesOf(instance), []);
  });

  test('past a soft limit is permitted', async () => {
    const arn = await world.create({ LicenseCount: 0 });
    await update(await machine(), { add: [arn] });
    assert.equal(await consumed(arn), 1);
  });

  test('of a machine that shuts down is InvalidResourceStateException', async () => {
    const [arn, instance] = [await world.create(), await machine()];
    await sql`UPDATE instance SET state = 'shutting-down' WHERE instance_id = ${idOf(instance)}`.execute(world.db);
    assert.match(await refused(instance, { add: [arn] }), /^InvalidResourceStateException 400: .*shutting-down/);
  });

  test('of a stopped machine takes nothing until it starts', async () => {
    const [arn, instance] = [await world.create(), await machine()];
    await world.end('stop', [instance]);
    await update(instance, { add: [arn] });
    assert.deepEqual([await licensesOf(instance), await consumed(arn)], [[arn], 0]);
  });

  test('refuses what breaks a rule, a disabled license, and more than ten', async () => {
    const instance = await machine();
    const ruled = await world.create({ LicenseRules: ['#minimumVcpus=8'] });
    assert.match(
      await refused(instance, { add: [ruled] }),
      /^InvalidParameterValueException 400: License terms are not met.*#minimumVcpus=8/,
    );
    const disabled = await world.create();
    await world.call('UpdateLicenseConfiguration', {
      LicenseConfigurationArn: disabled,
      LicenseConfigurationStatus: 'DISABLED',
    });
    assert.match(await refused(instance, { add: [disabled] }), /^InvalidParameterValueException 400: .*is disabled/);
    const eleven = await Promise.all(Array.from({ length: 11 }, () => world.create()));
    assert.match(
      await refused(instance, { add: eleven }),
      /^InvalidParameterValueException 400: .*10 license configurations at the most/,
    );
    await update(instance, { add: eleven.slice(0, 10) });
  });

  test('refuses license configurations that are unknown, and texts that are no ARN of one', async () => {
    const [instance, own, foreign] = [
      await machine(),
      await world.create(),
      await world.create({}, { accountId: OTHER_ACCOUNT }),
    ];
    const deleted = await world.create();
    await world.call('DeleteLicenseConfiguration', { LicenseConfigurationArn: deleted });
    const unknown = /^InvalidParameterValueException 400: Invalid license configuration ARN/;
    for (const arn of [foreign, deleted, 'database', ''])
      assert.match(await refused(instance, { add: [arn] }), unknown);
    assert.match(await refused(instance, { remove: ['database'] }), unknown);
    await update(instance, { remove: [own, deleted] });
  });

  test('refuses members that are not as the model has them', async () => {
    const [arn, instance] = [await world.create(), await machine()];
    const inputs: [object, RegExp][] = [
      [{}, /required member ResourceArn/],
      [
        { ResourceArn: instance, AddLicenseSpecifications: [{}] },
        /required member AddLicenseSpecifications\[0\]\.LicenseConfigurationArn/,
      ],
      [
        { ResourceArn: instance, AddLicenseSpecifications: specifications([arn], 'region') },
        /expected one of cross-account/,
      ],
      [change(instance, { add: Array(51).fill(arn) }), /0 to 50 items/],
    ];
    for (const [input, text] of inputs) {
      assert.match(await world.refusal(UPDATE, input), INVALID);
      assert.match(await world.refusal(UPDATE, input), text);
    }
  });
});

describe('ListLicenseSpecificationsForResource', () => {
  test('pages by license', async () => {
    const instance = await machine();
    const arns = await Promise.all(Array.from({ length: 5 }, () => world.create()));
    await update(instance, { add: arns });
    const first = await world.call(LIST, { ResourceArn: instance, MaxResults: 2 });
    const last = first.LicenseSpecifications[1].LicenseConfigurationArn;
    await update(instance, { remove: [last] });
    const rest = await world.call(LIST, { ResourceArn: instance, NextToken: first.NextToken });
    const listed = [...first.LicenseSpecifications, ...rest.LicenseSpecifications].map(
      (s) => s.LicenseConfigurationArn,
    );
    assert.deepEqual(listed, arns.toSorted());
    assert.equal(rest.NextToken, undefined);
    assert.match(await world.refusal(LIST, { ResourceArn: instance, NextToken: 'x' }), INVALID);
    assert.match(await world.refusal(LIST, { ResourceArn: instance, MaxResults: 0 }), INVALID);
  });

  test('of a terminated machine is empty', async () => {
    const arn = await world.create();
    const [instance] = await world.launched({ licenseConfigurationArns: [arn] });
    await world.end('terminate', [instance!]);
    assert.deepEqual(await licensesOf(instance!), []);
  });

  test('of a public image shows the license configurations of the account that asks', async () => {
    const image = imageArn(publicImageId());
    const own = await world.create();
    const theirs = await world.create({}, { accountId: OTHER_ACCOUNT });
    await update(image, { add: [own] });
    await world.call(UPDATE, change(image, { add: [theirs] }), { accountId: OTHER_ACCOUNT });
    assert.deepEqual(await licensesOf(image), [own]);
    assert.deepEqual(await licensesOf(image, { accountId: OTHER_ACCOUNT }), [theirs]);
    await update(image, { remove: [own] });
    assert.deepEqual(await licensesOf(image), []);
  });

  test('of an own image shows the scope, also while the image is gone and its licenses wait to be taken off', async () => {
    const id = 'ami-0123456789abcdef0';
    await sql`INSERT INTO image (account_id, region, image_id, name, architecture, platform_details, usage_operation,
        root_device_name, settings, created_at)
      VALUES (${ACCOUNT}, 'us-east-1', ${id}, 'golden', 'x86_64', 'Linux/UNIX', 'RunInstances', '/dev/xvda', '{}', now())`.execute(
      world.db,
    );
    const arn = await world.create();
    await world.call(UPDATE, {
      ResourceArn: imageArn(id),
      AddLicenseSpecifications: specifications([arn], 'cross-account'),
    });
    const expected = [{ LicenseConfigurationArn: arn, AmiAssociationScope: 'cross-account' }];
    assert.deepEqual((await world.call(LIST, { ResourceArn: imageArn(id) })).LicenseSpecifications, expected);
    assert.match(await world.refusal(LIST, { ResourceArn: imageArn(id) }, { accountId: OTHER_ACCOUNT }), INVALID);
    await sql`DELETE FROM image WHERE image_id = ${id}`.execute(world.db);
    assert.deepEqual((await world.call(LIST, { ResourceArn: imageArn(id) })).LicenseSpecifications, expected);
    assert.match(
      await refused(imageArn(id), { remove: [arn] }),
      /^InvalidParameterValueException 400: .*is deregistered/,
    );
  });
});

describe('a resource that is none of the account in the Region', async () => {
  const [own] = await world.launched({});
  const [foreign] = await world.launched({}, { accountId: OTHER_ACCOUNT });
  const [elsewhere] = await world.launched({}, { region: 'eu-west-1' });
  const license = await world.create();
  const table: [what: string, arn: string, text: RegExp][] = [
    ['unknown', own!.replace(/i-.*/, 'i-00000000000000000'), INVALID],
    ['another account’s', foreign!, /^AccessDeniedException 401: /],
    ['another account’s, under this account', foreign!.replace(OTHER_ACCOUNT, ACCOUNT), INVALID],
    ['of another Region', elsewhere!, INVALID],
    ['of another Region, under this one', elsewhere!.replace('eu-west-1', 'us-east-1'), INVALID],
    ['an unknown image', imageArn('ami-00000000000000000'), INVALID],
    ['an image of another Region', imageArn(publicImageId('eu-west-1'), 'eu-west-1'), INVALID],
    ['a launch template', `arn:aws:ec2:us-east-1:${ACCOUNT}:launch-template/lt-0123456789abcdef0`, INVALID],
    ['a host', `arn:aws:ec2:us-east-1:${ACCOUNT}:dedicated-host/h-0123456789abcdef0`, INVALID],
    ['an id', idOf(own!), INVALID],
    ['nothing', '', INVALID],
  ];
  for (const [what, arn, text] of table)
    test(what, async () => {
      assert.match(await world.refusal(LIST, { ResourceArn: arn }), text);
      assert.match(await refused(arn, { add: [license] }), text);
    });
});

test('an image that another account shares has no licenses of one’s own, which is an empty list', async () => {
  const id = 'ami-0feedfeedfeedfeed';
  await sql`
    INSERT INTO image (account_id, region, image_id, name, architecture, platform_details, usage_operation, root_device_name, settings, created_at)
    VALUES (${OTHER_ACCOUNT}, 'us-east-1', ${id}, 'shared', 'x86_64', 'Linux/UNIX', 'RunInstances', '/dev/xvda', '{}', now())`.execute(
    world.db,
  );
  assert.match(await world.refusal(LIST, { ResourceArn: imageArn(id) }), /does not exist/);
  await sql`
    INSERT INTO image_launch_permission (account_id, region, image_id, grantee)
    VALUES (${OTHER_ACCOUNT}, 'us-east-1', ${id}, ${ACCOUNT})`.execute(world.db);
  assert.deepEqual(await licensesOf(imageArn(id)), []);
});
