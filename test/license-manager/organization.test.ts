import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { readRoleUses } from '../../src/store/iam-service-role.ts';
import type { Wire } from '../json-service.ts';
import { MANAGEMENT, MEMBER, OUTSIDER } from '../organizations/world.ts';
import { startWorld, type World } from '../ram/world.ts';
import { publicImageId } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});

const organizationArnOf = ({ Organization }: Wire): string => Organization.Arn;
const LINK = { OrganizationConfiguration: { EnableIntegration: true } };
const ACROSS = { EnableCrossAccountsDiscovery: true };
const get = (as = MANAGEMENT): Promise<Wire> => world.licenses.call('GetServiceSettings', {}, as);
const update = (input: object, as = MANAGEMENT) => world.licenses.call('UpdateServiceSettings', input, as);
const refusal = (input: object, as = MANAGEMENT) => world.licenses.refusal('UpdateServiceSettings', input, as);

async function delegate(account: { accountId: string }): Promise<void> {
  const delegation = { AccountId: account.accountId, ServicePrincipal: 'license-manager.amazonaws.com' };
  await world.organizations.call('RegisterDelegatedAdministrator', delegation, MANAGEMENT);
}

describe('the settings', () => {
  test('link the organization of the management account, with a share for its accounts, and unlink it', async () => {
    assert.match(await refusal(LINK), /^ValidationException 400: .*not in an organization/);
    await world.organizations.organization();
    assert.match(await refusal(LINK, MEMBER), /^ValidationException 400: .*management account, 111111111111/);
    await update(LINK);
    const { LicenseManagerResourceShareArn: resourceShareArn, ...settings } = await get();
    assert.deepEqual(settings, { ...LINK, EnableCrossAccountsDiscovery: false });
    await update(LINK);
    assert.equal((await get()).LicenseManagerResourceShareArn, resourceShareArn);
    const services = await world.organizations.call('ListAWSServiceAccessForOrganization', {}, MANAGEMENT);
    assert.deepEqual(
      services.EnabledServicePrincipals.map((one: Wire) => one.ServicePrincipal),
      ['license-manager.amazonaws.com', 'license-manager.member-account.amazonaws.com', 'ram.amazonaws.com'],
    );

    const license = await world.licenses.create({}, MANAGEMENT);
    await world.ram.call('AssociateResourceShare', { resourceShareArn, resourceArns: [license] }, MANAGEMENT);
    assert.deepEqual(await world.sees(MEMBER), [license]);
    await update({ OrganizationConfiguration: { EnableIntegration: false } });
    assert.deepEqual(await get(), {
      OrganizationConfiguration: { EnableIntegration: false },
      EnableCrossAccountsDiscovery: false,
    });
    assert.deepEqual(await world.sees(MEMBER), []);
  });

  test('bring the roles of License Manager to the accounts, also to those that join later', async () => {
    await world.organizations.organization();
    await update({ S3BucketArn: 'arn:aws:s3:::aws-license-manager-service-x' });
    const { db } = world.organizations;
    const roles = async () => {
      const found = await db
        .selectFrom('iam_entity')
        .select(['account_id', 'name'])
        .where('kind', '=', 'role')
        .execute();
      return found
        .map((one) => `${one.account_id} ${one.name.replace(/AWSServiceRoleForAWSLicenseManager/, '')}`)
        .sort();
    };
    assert.deepEqual(await roles(), ['111111111111 Role']);
    await update(LINK);
    const linked = ['111111111111 MasterAccountRole', '111111111111 Role', '222222222222 MemberAccountRole'];
    assert.deepEqual(await roles(), linked);
    await update(LINK);
    await world.organizations.join(OUTSIDER);
    const { accountId } = await world.organizations.created('lab');
    const joined = [...linked, '333333333333 MemberAccountRole', `${accountId} MemberAccountRole`].sort();
    assert.deepEqual(await roles(), joined);
    const used = (service: string, account: string) => readRoleUses(db, `license-manager.${service}`, account);
    const resources = [organizationArnOf(await world.organizations.call('DescribeOrganization', {}, MANAGEMENT))];
    const use = [{ region: 'us-east-1', resources }];
    assert.deepEqual(await used('master-account.amazonaws.com', MANAGEMENT.accountId), use);
    assert.deepEqual(await used('member-account.amazonaws.com', MEMBER.accountId), use);
    assert.deepEqual(await used('member-account.amazonaws.com', MANAGEMENT.accountId), []);
    await update({ OrganizationConfiguration: { EnableIntegration: false } });
    assert.deepEqual(await used('master-account.amazonaws.com', MANAGEMENT.accountId), []);
  });

  test('switch cross-account discovery on, which links, and never off', async () => {
    await world.organizations.organization();
    const contradiction = { ...ACROSS, OrganizationConfiguration: { EnableIntegration: false } };
    assert.match(await refusal(contradiction), /^ValidationException 400: /);
    await update(ACROSS);
    const { LicenseManagerResourceShareArn: share, ...settings } = await get();
    assert.match(share, /^arn:aws:ram:us-east-1:111111111111:resource-share\//);
    assert.deepEqual(settings, { ...LINK, EnableCrossAccountsDiscovery: true });
    assert.match(await refusal({ EnableCrossAccountsDiscovery: false }), /^ValidationException 400: .*switched off/);
  });

  test('need all features, and are forgotten with the organization', async () => {
    await world.organizations.call('CreateOrganization', { FeatureSet: 'CONSOLIDATED_BILLING' }, MANAGEMENT);
    assert.match(await refusal(LINK), /^ValidationException 400: .*all features/);
    await world.organizations.call('DeleteOrganization', {}, MANAGEMENT);
    await world.organizations.call('CreateOrganization', {}, MANAGEMENT);
    await update(ACROSS);
    await world.organizations.call('DeleteOrganization', {}, MANAGEMENT);
    const { OrganizationConfiguration, EnableCrossAccountsDiscovery } = await get();
    assert.deepEqual([OrganizationConfiguration.EnableIntegration, EnableCrossAccountsDiscovery], [false, false]);
  });
});

describe('the licenses of an organization', () => {
  const list = async (as: { accountId: string }, input: object = {}): Promise<Wire> =>
    world.licenses.call('ListLicenseConfigurationsForOrganization', input, as);
  const arns = (answer: Wire) => answer.LicenseConfigurations.map((one: Wire) => one.LicenseConfigurationArn);

  test('are listed account by account, in pages, for who administers it and nobody else', async () => {
    await world.organizations.organization();
    const refused = () => world.licenses.refusal('ListLicenseConfigurationsForOrganization', {}, MANAGEMENT);
    assert.match(await refused(), /^AccessDeniedException 401: /);
    await update(LINK);
    const theirs = [await world.licenses.create({}, MEMBER), await world.licenses.create({ LicenseCount: 1 }, MEMBER)];
    const own = await world.licenses.create({}, MANAGEMENT);
    await world.licenses.create({}, OUTSIDER);
    const all = [own, ...theirs];
    assert.deepEqual(arns(await list(MANAGEMENT)), all);
    const paged: string[] = [];
    for (let page = await list(MANAGEMENT, { MaxResults: 1 }); ; ) {
      paged.push(...arns(page));
      if (!page.NextToken) break;
      page = await list(MANAGEMENT, { MaxResults: 1, NextToken: page.NextToken });
    }
    assert.deepEqual(paged, all);
    assert.deepEqual(arns(await list(MANAGEMENT, { LicenseConfigurationArns: [theirs[0]] })), [theirs[0]]);
    const counted = { Filters: [{ Name: 'licenseCountingType', Values: ['vCPU'] }] };
    assert.deepEqual(arns(await list(MANAGEMENT, counted)), []);

    for (const as of [MEMBER, OUTSIDER])
      assert.match(
        await world.licenses.refusal('ListLicenseConfigurationsForOrganization', {}, as),
        /^AccessDeniedException 401: /,
      );
    await delegate(MEMBER);
    assert.deepEqual(arns(await list(MEMBER)), all);
  });
});

describe('inventory search', () => {
  const search = async (as: { accountId: string }, filters: object[] = [], more: object = {}): Promise<Wire> =>
    world.licenses.call('ListResourceInventory', { Filters: filters, ...more }, as);
  const account = (Value: string, Condition = 'EQUALS') => ({ Name: 'account_id', Condition, Value });
  const idsOf = (answer: Wire) => answer.ResourceInventoryList.map((one: Wire) => one.ResourceArn);

  test('is over all accounts for who administers an organization that discovers across them, and over one’s own otherwise', async () => {
    await world.organizations.organization();
    const [own] = await world.licenses.launched({ imageId: publicImageId() }, MANAGEMENT);
    const theirs = await world.licenses.launched({ imageId: publicImageId(), minCount: 2, maxCount: 2 }, MEMBER);
    const other = await world.licenses.launched({ imageId: publicImageId() }, OUTSIDER);
    await update(LINK);
    assert.deepEqual(idsOf(await search(MANAGEMENT)), [own]);
    await update(ACROSS);
    const all = [own, ...theirs];
    assert.deepEqual(idsOf(await search(MANAGEMENT)), all);
    assert.equal((await search(MANAGEMENT)).ResourceInventoryList[1].ResourceOwningAccountId, MEMBER.accountId);
    assert.deepEqual(idsOf(await search(MANAGEMENT, [account(MEMBER.accountId)])), theirs);
    assert.deepEqual(idsOf(await search(MANAGEMENT, [account(MEMBER.accountId, 'NOT_EQUALS')])), [own]);
    assert.deepEqual(idsOf(await search(MANAGEMENT, [account(OUTSIDER.accountId)])), []);
    assert.deepEqual([idsOf(await search(MEMBER)), idsOf(await search(OUTSIDER))], [theirs, other]);
    assert.deepEqual(idsOf(await search(MEMBER, [account(MANAGEMENT.accountId)])), []);

    const paged: string[] = [];
    let token: string | undefined;
    do {
      const page: Wire = await search(MANAGEMENT, [], { MaxResults: 1, ...(token && { NextToken: token }) });
      paged.push(...idsOf(page));
      token = page.NextToken;
      if (token) {
        const stolen: Wire = await search(OUTSIDER, [], { MaxResults: 1, NextToken: token });
        assert.ok(idsOf(stolen).every((arn: string) => other.includes(arn)));
      }
    } while (token);
    assert.deepEqual(paged, all);

    await delegate(MEMBER);
    assert.deepEqual(idsOf(await search(MEMBER)), all);
    await update({ OrganizationConfiguration: { EnableIntegration: false } });
    assert.deepEqual([idsOf(await search(MANAGEMENT)), idsOf(await search(MEMBER))], [[own], theirs]);
  });
});
