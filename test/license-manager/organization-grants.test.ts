import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, test } from 'node:test';
import type { Wire } from '../json-service.ts';
import { MANAGEMENT, MEMBER, OUTSIDER } from '../organizations/world.ts';
import { startWorld, type World } from '../ram/world.ts';
import { ALL_USE, grantedWorld, rootOf } from './granted-world.ts';
import { issuedLicense } from './issued-license.ts';

let world: World;
let grants: ReturnType<typeof grantedWorld>;
let organization: string;
let root: string;
let unit: string;
beforeEach(async () => {
  world = await startWorld();
  grants = grantedWorld(world.licenses);
  ({ arn: organization, root } = await world.organization());
  unit = await world.organizations.unit(root, 'Research');
  await world.licenses.call('UpdateServiceSettings', LINK, MANAGEMENT);
});

const LINK = { OrganizationConfiguration: { EnableIntegration: true } };
type Account = typeof MEMBER;
const received = async (who: Account): Promise<Wire[]> =>
  (await world.licenses.call('ListReceivedGrants', {}, who)).Grants;
const move = (to: string, from: string) =>
  world.organizations.call(
    'MoveAccount',
    { AccountId: MEMBER.accountId, SourceParentId: from, DestinationParentId: to },
    MANAGEMENT,
  );
const remove = () =>
  world.organizations.call('RemoveAccountFromOrganization', { AccountId: MEMBER.accountId }, MANAGEMENT);
const version = (GrantArn: string, change: object, who: Account = MANAGEMENT) =>
  world.licenses.call('CreateGrantVersion', { GrantArn, ClientToken: randomUUID(), ...change }, who);

describe('a license of the management account', () => {
  const given = async (principal: string, change: object = {}) => {
    const license = await grants.issue();
    const asked = grants.request(license.arn, { Principals: [principal], ...change });
    const made = await world.licenses.call('CreateGrant', asked, MANAGEMENT);
    const as = (who: Account, amount = 1) => license.asked(amount, { Beneficiary: who.accountId });
    return {
      ...{ license, made, arn: made.GrantArn as string },
      checkOut: (who: Account, amount?: number) => world.licenses.call('CheckoutLicense', as(who, amount), who),
      refused: (who: Account) => world.licenses.refusal('CheckoutLicense', as(who), who),
    };
  };

  test('is accepted by its members without their doing', async () => {
    const { made, arn, checkOut } = await given(rootOf(MEMBER));
    assert.equal(made.Status, 'DISABLED');
    await version(arn, { Status: 'ACTIVE' });
    await checkOut(MEMBER);
    assert.equal((await given(rootOf(OUTSIDER))).made.Status, 'PENDING_ACCEPT');
  });

  test('reaches every account of the organization, and those that join', async () => {
    const { arn, made, checkOut, refused, license } = await given(organization);
    assert.deepEqual([made.Status, made.Version], ['WORKFLOW_COMPLETED', '1']);
    assert.deepEqual(await received(MANAGEMENT), []);
    assert.deepEqual(await received(OUTSIDER), []);
    const [own] = await received(MEMBER);
    assert.deepEqual(
      [own.ParentArn, own.GranteePrincipalArn, own.GrantStatus, own.Version],
      [arn, rootOf(MEMBER), 'DISABLED', '1'],
    );
    assert.match(await refused(MEMBER), /is DISABLED/);
    await version(own.GrantArn, { Status: 'ACTIVE' }, MEMBER);
    await checkOut(MEMBER);
    await world.organizations.join(OUTSIDER);
    assert.match(await refused(OUTSIDER), /is DISABLED/);
    await version(arn, { Status: 'ACTIVE' });
    await checkOut(OUTSIDER, 2);
    assert.deepEqual(await license.used(), [3]);
    assert.deepEqual(
      (await world.licenses.call('ListDistributedGrants', {}, MANAGEMENT)).Grants.map((one: Wire) => one.GrantArn),
      [arn],
    );
    await version(arn, { GrantName: 'all', AllowedOperations: ['CheckoutLicense'] });
    for (const who of [MEMBER, OUTSIDER])
      assert.deepEqual(
        (await received(who)).map(({ GrantName, GrantedOperations }) => [GrantName, GrantedOperations]),
        [['all', ['CheckoutLicense']]],
      );
    const all = await world.licenses.call('ListReceivedGrantsForOrganization', { LicenseArn: license.arn }, MANAGEMENT);
    assert.deepEqual(
      all.Grants.map((one: Wire) => [one.GranteePrincipalArn, one.GrantStatus]),
      [
        [rootOf(MEMBER), 'ACTIVE'],
        [rootOf(OUTSIDER), 'ACTIVE'],
      ],
    );
    const { Licenses } = await world.licenses.call('ListReceivedLicensesForOrganization', {}, MANAGEMENT);
    assert.deepEqual(
      Licenses.map((one: Wire) => [one.LicenseArn, one.ReceivedMetadata.ReceivedStatus]),
      [
        [license.arn, 'ACTIVE'],
        [license.arn, 'ACTIVE'],
      ],
    );
    await world.licenses.call('DeleteGrant', { GrantArn: arn, Version: '3' }, MANAGEMENT);
    assert.deepEqual(await license.used(), [0]);
    assert.match(await refused(MEMBER), /is DELETED/);
    assert.match(await refused(OUTSIDER), /is DELETED/);
  });

  test('of whose organization nobody else lists', async () => {
    for (const [name, input] of [
      ['ListReceivedGrantsForOrganization', { LicenseArn: 'arn:aws:license-manager::111111111111:license:l-1' }],
      ['ListReceivedLicensesForOrganization', {}],
    ] as const)
      assert.match(
        await world.licenses.refusal(name, input, MEMBER),
        /^AccessDeniedException 40\d: Only the management/,
      );
  });

  test('is refused to an organization or a unit that is another’s, or is not linked', async () => {
    const license = await grants.issue();
    const refusal = (principal: string, who: Account = MANAGEMENT) =>
      world.licenses.refusal('CreateGrant', grants.request(license.arn, { Principals: [principal] }), who);
    assert.match(await refusal(organization.replace(/o-\w+$/, 'o-zzzzzzzzzz')), /is not in the organization/);
    await world.licenses.call(
      'UpdateServiceSettings',
      { OrganizationConfiguration: { EnableIntegration: false } },
      MANAGEMENT,
    );
    assert.match(await refusal(organization), /once it has linked it/);
  });

  test('is gone for who leaves or moves, with what is out, and back for who comes back', async () => {
    const { arn, checkOut, refused, license } = await given(await world.unitArn(unit));
    assert.deepEqual(await received(MEMBER), []);
    await move(unit, root);
    await version(arn, { Status: 'ACTIVE' });
    await checkOut(MEMBER, 2);
    await license.checkOut(1);
    assert.deepEqual(await license.used(), [3]);
    await move(root, unit);
    assert.deepEqual(await license.used(), [1]);
    assert.match(await refused(MEMBER), /No license for the product/);
    await move(unit, root);
    await checkOut(MEMBER, 2);
    const [own] = await received(MEMBER);
    await world.licenses.call('RejectGrant', { GrantArn: own.GrantArn }, MEMBER);
    assert.deepEqual(await license.used(), [1]);
    assert.match(await refused(MEMBER), /is REJECTED/);
    await remove();
    assert.deepEqual(await received(MEMBER), []);
  });
});

describe('a license that was granted', () => {
  test('is passed on inside the own organization, without more than there is and without CreateGrant', async () => {
    // Issued by the outsider, granted to the management account, passed on to the member.
    const ProductSKU = randomUUID();
    const { LicenseArn } = await world.licenses.call('CreateLicense', issuedLicense({ ProductSKU }), OUTSIDER);
    const operations = ['CreateGrant', 'CheckoutLicense', 'CheckInLicense'];
    const first = await grants.grant(
      LicenseArn,
      { Principals: [rootOf(MANAGEMENT)], AllowedOperations: operations },
      OUTSIDER,
    );
    await grants.use(first, MANAGEMENT);
    const request = (AllowedOperations: string[], principal = rootOf(MEMBER)) =>
      grants.request(LicenseArn, { AllowedOperations, Principals: [principal] });
    const refusal = (asked: object, who: Account = MANAGEMENT) => world.licenses.refusal('CreateGrant', asked, who);
    assert.match(await refusal(request(ALL_USE)), /AllowedOperations has ExtendConsumptionLicense; .*be passed on/);
    assert.match(await refusal(request(['CreateGrant'])), /AllowedOperations has CreateGrant/);
    assert.match(await refusal(request(['CheckoutLicense'], rootOf(OUTSIDER))), /account that issued the license/);
    assert.match(await refusal(request(['CheckoutLicense']), MEMBER), /There is no license/);
    const made = await world.licenses.call('CreateGrant', request(['CheckoutLicense']), MANAGEMENT);
    assert.equal(made.Status, 'DISABLED');
    const { Grant } = await world.licenses.call('GetGrant', { GrantArn: made.GrantArn }, MEMBER);
    assert.equal(Grant.ParentArn, first);
    await version(made.GrantArn, { Status: 'ACTIVE' }, MEMBER);
    const asked = {
      ...{ ProductSKU, KeyFingerprint: `aws:${OUTSIDER.accountId}:Example:issuer-fingerprint` },
      ...{ CheckoutType: 'PROVISIONAL', Beneficiary: MEMBER.accountId },
      Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '1' }],
    };
    const out = () => ({ ...asked, ClientToken: randomUUID() });
    const used = async () => {
      const { LicenseUsage } = await world.licenses.call('GetLicenseUsage', { LicenseArn }, OUTSIDER);
      return LicenseUsage.EntitlementUsages[0].ConsumedValue;
    };
    await world.licenses.call('CheckoutLicense', out(), MEMBER);
    assert.equal(await used(), '1');
    await version(first, { Status: 'DISABLED' }, OUTSIDER);
    assert.match(
      await world.licenses.refusal('CheckoutLicense', out(), MEMBER),
      /comes from the grant g-\w+, which is DISABLED/,
    );
    await version(first, { Status: 'ACTIVE' }, OUTSIDER);
    await world.licenses.call('CheckoutLicense', out(), MEMBER);
    await remove();
    assert.equal(await used(), '0');
    assert.match(await world.licenses.refusal('CheckoutLicense', out(), MEMBER), /is DELETED/);
    const { Grant: ended } = await world.licenses.call('GetGrant', { GrantArn: made.GrantArn }, MANAGEMENT);
    assert.match(ended.StatusReason, /no longer in the organization/);
  });
});
