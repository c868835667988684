import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { memberKeys } from '../../src/operations/ram/share-keys.ts';
import type { Wire } from '../json-service.ts';
import { MANAGEMENT, MEMBER, OUTSIDER } from '../organizations/world.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let license: string;
let organization: string;
let share: string;
before(async () => {
  world = await startWorld();
  organization = (await world.organization()).arn;
  license = await world.licenses.create({}, MANAGEMENT);
  share = await world.share([license], [organization, MEMBER.accountId], { tags: [{ key: 'team', value: 'hr' }] });
});

const call = (name: Parameters<World['ram']['call']>[0], input: object, as = MANAGEMENT): Promise<Wire> =>
  world.ram.call(name, input, as);

test('a share, what is in it and whom it is with, are listed by either side', async () => {
  const own = (await call('GetResourceShares', { resourceOwner: 'SELF' })).resourceShares[0];
  assert.deepEqual([own.resourceShareArn, own.status, own.tags], [share, 'ACTIVE', [{ key: 'team', value: 'hr' }]]);
  const theirs = (await call('GetResourceShares', { resourceOwner: 'OTHER-ACCOUNTS' }, MEMBER)).resourceShares[0];
  assert.deepEqual(
    [theirs.resourceShareArn, theirs.owningAccountId, theirs.tags],
    [share, MANAGEMENT.accountId, undefined],
  );
  for (const [as, resourceOwner] of [
    [MANAGEMENT, 'SELF'],
    [MEMBER, 'OTHER-ACCOUNTS'],
  ] as const) {
    const { resources } = await call('ListResources', { resourceOwner }, as);
    assert.deepEqual(
      resources.map((one: Wire) => [one.arn, one.type, one.resourceShareArn, one.status]),
      [[license, 'license-manager:LicenseConfiguration', share, 'AVAILABLE']],
    );
  }
  const principals = async (resourceOwner: string, as: typeof MEMBER) =>
    (await call('ListPrincipals', { resourceOwner }, as)).principals.map((one: Wire) => one.id);
  assert.deepEqual(await principals('SELF', MANAGEMENT), [organization, MEMBER.accountId]);
  assert.deepEqual(await principals('OTHER-ACCOUNTS', MEMBER), [MANAGEMENT.accountId]);
  const permissions = await call('ListResourceSharePermissions', { resourceShareArn: share });
  assert.deepEqual(
    permissions.permissions.map((one: Wire) => one.name),
    ['AWSRAMDefaultPermissionLicenseConfiguration'],
  );
});

describe('filters', () => {
  const names = async (input: object) =>
    (await call('GetResourceShares', { resourceOwner: 'SELF', ...input })).resourceShares.length;
  const LICENSES = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionLicenseConfiguration';
  const table: [what: string, input: object, found: number][] = [
    ['a name', { name: 'licenses' }, 1],
    ['another name', { name: 'license' }, 0],
    ['a tag', { tagFilters: [{ tagKey: 'team' }] }, 1],
    ['a tag with a value', { tagFilters: [{ tagKey: 'team', tagValues: ['hr', 'it'] }] }, 1],
    ['a tag with another value', { tagFilters: [{ tagKey: 'team', tagValues: ['it'] }] }, 0],
    ['a status', { resourceShareStatus: 'DELETED' }, 0],
    ['a permission', { permissionArn: LICENSES }, 1],
    ['another permission', { permissionArn: LICENSES.replace('LicenseConfiguration', 'ResourceGroup') }, 0],
  ];
  for (const [what, input, found] of table)
    test(`of shares by ${what}`, async () => assert.equal(await names(input), found));

  const resources: [what: string, input: () => object, found: number][] = [
    ['their ARN', () => ({ resourceArns: [license] }), 1],
    ['another ARN', () => ({ resourceArns: [license.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))] }), 0],
    ['a share', () => ({ resourceShareArns: [share] }), 1],
    ['a type', () => ({ resourceType: 'license-manager:LicenseConfiguration' }), 1],
    ['another type', () => ({ resourceType: 'resource-groups:Group' }), 0],
    ['a principal', () => ({ principal: organization }), 1],
    ['another principal', () => ({ principal: OUTSIDER.accountId }), 0],
  ];
  for (const [what, input, found] of resources)
    test(`of resources by ${what}`, async () => {
      const listed = await call('ListResources', { resourceOwner: 'SELF', ...input() });
      assert.equal(listed.resources.length, found);
    });
});

test('lists come in pages, on both sides', async () => {
  const more = await startWorld();
  const { arn } = await more.organization();
  const licenses = await Promise.all([1, 2, 3, 4].map(() => more.licenses.create({}, MANAGEMENT)));
  const shares = [];
  for (const one of licenses) shares.push(await more.share([one], [arn, MEMBER.accountId]));
  const pages = async (name: 'GetResourceShares' | 'ListResources' | 'ListPrincipals', as: object, input: object) => {
    const found: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await more.ram.call(name, { ...input, maxResults: 2, ...(nextToken && { nextToken }) }, as);
      const rows: Wire[] = page.resourceShares ?? page.resources ?? page.principals;
      assert.ok(rows.length <= 2);
      found.push(...rows.map((row) => row.resourceShareArn));
      nextToken = page.nextToken;
    } while (nextToken);
    return found;
  };
  for (const name of ['GetResourceShares', 'ListResources'] as const) {
    assert.deepEqual(await pages(name, MANAGEMENT, { resourceOwner: 'SELF' }), shares);
    assert.deepEqual(await pages(name, MEMBER, { resourceOwner: 'OTHER-ACCOUNTS' }), shares);
  }
  const twice = shares.flatMap((one) => [one, one]);
  assert.deepEqual(await pages('ListPrincipals', MANAGEMENT, { resourceOwner: 'SELF' }), twice);
  assert.deepEqual(await pages('ListPrincipals', MEMBER, { resourceOwner: 'OTHER-ACCOUNTS' }), shares);
});

test('a client token makes one share of a request that is repeated, and refuses another', async () => {
  const request = { name: 'once', clientToken: 'token-1' };
  const first = await call('CreateResourceShare', request);
  assert.deepEqual(await call('CreateResourceShare', request), first);
  const other = await world.ram.refusal('CreateResourceShare', { ...request, name: 'twice' }, MANAGEMENT);
  assert.match(other, /^IdempotentParameterMismatchException 400: /);
});

test('a share is renamed, tagged and closed to those outside, unless one is in it', async () => {
  const outside = await world.share([license], [OUTSIDER.accountId]);
  const close = { resourceShareArn: outside, allowExternalPrincipals: false };
  assert.match(
    await world.ram.refusal('UpdateResourceShare', close, MANAGEMENT),
    /^OperationNotPermittedException 400: /,
  );
  await call('DisassociateResourceShare', { resourceShareArn: outside, principals: [OUTSIDER.accountId] });
  const { resourceShare } = await call('UpdateResourceShare', { ...close, name: 'inside' });
  assert.deepEqual([resourceShare.name, resourceShare.allowExternalPrincipals], ['inside', false]);
  await call('TagResource', { resourceShareArn: outside, tags: [{ key: 'a', value: '1' }] });
  await call('UntagResource', { resourceShareArn: outside, tagKeys: ['a'] });
  const found = await call('GetResourceShares', { resourceOwner: 'SELF', resourceShareArns: [outside] });
  assert.deepEqual(found.resourceShares[0].tags, []);
});

describe('refused is', () => {
  const create = (input: object, as = MANAGEMENT) =>
    world.ram.refusal('CreateResourceShare', { name: 'x', ...input }, as);

  test('what is not the caller’s to share', async () => {
    const unknown = /^UnknownResourceException 400: /;
    assert.match(await create({ resourceArns: [license] }, MEMBER), unknown);
    assert.match(await create({ resourceArns: [license] }, OUTSIDER), unknown);
    const denied = `arn:aws:resource-groups:us-east-1:${MANAGEMENT.accountId}:group/theirs`;
    assert.match(await create({ resourceArns: [denied] }, OUTSIDER), /^AccessDeniedException 403: /);
    assert.match(await create({ resourceArns: [denied] }), unknown);
    const mine = license.replace(MANAGEMENT.accountId, OUTSIDER.accountId);
    assert.match(await create({ resourceArns: [mine] }, OUTSIDER), unknown);
    assert.match(await create({ resourceArns: ['license'] }), /^MalformedArnException 400: /);
    assert.match(await create({ resourceArns: ['arn:aws:s3:::bucket'] }), /^InvalidParameterException 400: /);
  });

  test('whom nothing can be shared with', async () => {
    const invalid = /^InvalidParameterException 400: /;
    for (const principal of ['everybody', 'ec2.amazonaws.com', 'arn:aws:iam::111111111111:role/x', '999999999999'])
      assert.match(await create({ principals: [principal] }), invalid);
    assert.match(await create({ principals: [MANAGEMENT.accountId] }), invalid);
    const foreign = organization.replace(/o-.*/, 'o-0000000000');
    assert.match(await create({ principals: [foreign] }), /^UnknownResourceException 400: /);
    assert.match(await create({ principals: [organization] }, OUTSIDER), /^UnknownResourceException 400: /);
  });

  test('a share of another account, by its ARN, by one’s own ARN of its id, and where it reaches one', async () => {
    const named = { resourceShareArn: share };
    const operations = [
      ['UpdateResourceShare', { ...named, name: 'mine' }],
      ['DeleteResourceShare', named],
      ['AssociateResourceShare', { ...named, principals: [OUTSIDER.accountId] }],
      ['TagResource', { ...named, tags: [{ key: 'a', value: 'b' }] }],
      ['UntagResource', { ...named, tagKeys: ['team'] }],
      ['ListResourceSharePermissions', named],
    ] as const;
    for (const [name, input] of operations) {
      for (const as of [OUTSIDER, MEMBER]) {
        assert.match(await world.ram.refusal(name, input, as), /^UnknownResourceException 400: /, name);
        const own = { ...input, resourceShareArn: share.replace(MANAGEMENT.accountId, as.accountId) };
        assert.match(await world.ram.refusal(name, own, as), /^UnknownResourceException 400: /, name);
      }
    }
    const member = { ...named, resourceArns: [license] };
    assert.match(
      await world.ram.refusal('DisassociateResourceShare', member, MEMBER),
      /^OperationNotPermittedException 400: /,
    );
    assert.match(await world.ram.refusal('DisassociateResourceShare', member, OUTSIDER), /^UnknownResourceException/);
    for (const resourceOwner of ['SELF', 'OTHER-ACCOUNTS']) {
      const listed = { resourceOwner, resourceShareArns: [share] };
      assert.match(await world.ram.refusal('GetResourceShares', listed, OUTSIDER), /^UnknownResourceException 400: /);
      const { resources } = await call('ListResources', listed, OUTSIDER);
      const { principals } = await call('ListPrincipals', listed, OUTSIDER);
      assert.deepEqual([resources, principals], [[], []]);
    }
    const associations = { associationType: 'PRINCIPAL', resourceShareArns: [share] };
    for (const as of [OUTSIDER, MEMBER])
      assert.deepEqual((await call('GetResourceShareAssociations', associations, as)).resourceShareAssociations, []);
  });

  test('an invitation to another account, and a token of another list', async () => {
    await world.share([license], [OUTSIDER.accountId]);
    const [{ resourceShareInvitationArn }] = (await call('GetResourceShareInvitations', {}, OUTSIDER))
      .resourceShareInvitations;
    for (const name of [
      'AcceptResourceShareInvitation',
      'RejectResourceShareInvitation',
      'ListPendingInvitationResources',
    ] as const)
      assert.match(
        await world.ram.refusal(name, { resourceShareInvitationArn }, MEMBER),
        /^ResourceShareInvitationArnNotFoundException 400: /,
      );
    const { nextToken } = await call('GetResourceShares', { resourceOwner: 'SELF', maxResults: 1 });
    const elsewhere = { resourceOwner: 'OTHER-ACCOUNTS', maxResults: 1, nextToken };
    assert.match(await world.ram.refusal('GetResourceShares', elsewhere, MEMBER), /^InvalidNextTokenException 400: /);
    const theirs = await call('GetResourceShares', { resourceOwner: 'SELF', maxResults: 1, nextToken }, OUTSIDER);
    assert.deepEqual(theirs.resourceShares, []);
  });
});

test('a license is shared and found by every spelling of its ARN, and by no other account or Region', async () => {
  const arn = await world.licenses.create({}, MANAGEMENT);
  const slash = arn.replace('license-configuration:', 'license-configuration/');
  for (const given of [slash, arn.replace('arn:aws:', 'arn:aws-us-gov:')]) {
    await world.share([given], [MEMBER.accountId]);
    const { resources } = await call('ListResources', { resourceOwner: 'SELF', resourceArns: [given] });
    assert.deepEqual(new Set(resources.map((one: Wire) => one.arn)), new Set([arn]));
    assert.deepEqual(memberKeys({ resourceArns: [given] })['ram:ResourceArn'], [arn], 'for conditions of policies');
  }
  for (const wrong of [arn.replace(MANAGEMENT.accountId, OUTSIDER.accountId), arn.replace('us-east-1', 'eu-west-1')])
    assert.match(
      await world.ram.refusal('CreateResourceShare', { name: 'wrong', resourceArns: [wrong] }, MANAGEMENT),
      /^UnknownResourceException 400: .* could not be found/,
    );
});
