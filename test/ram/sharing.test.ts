import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { recount } from '../../src/ledger/recount.ts';
import { MANAGEMENT, MEMBER, OUTSIDER } from '../organizations/world.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let license: string;
beforeEach(async () => {
  world = await startWorld();
  license = await world.licenses.create({ LicenseCount: 2, LicenseCountHardLimit: true }, MANAGEMENT);
});

const consumed = async () =>
  (await world.licenses.call('GetLicenseConfiguration', { LicenseConfigurationArn: license }, MANAGEMENT))
    .ConsumedLicenses;
const launch = async (as: { accountId: string }) =>
  (await world.licenses.launch({ licenseConfigurationArns: [license] }, as)).ok;
const move = (AccountId: string, SourceParentId: string, DestinationParentId: string) =>
  world.organizations.call('MoveAccount', { AccountId, SourceParentId, DestinationParentId }, MANAGEMENT);

describe('a license that is shared with', () => {
  test('an organization is seen by all in it, who launch from the owner’s pool; who leaves loses it, and what it holds stays', async () => {
    const { arn } = await world.organization();
    assert.deepEqual([await world.sees(MEMBER), await launch(MEMBER)], [[], false]);
    await world.share([license], [arn]);
    assert.deepEqual([await world.sees(MEMBER), await world.sees(OUTSIDER)], [[license], []]);
    assert.deepEqual([await launch(MEMBER), await launch(OUTSIDER)], [true, false]);
    assert.deepEqual([await launch(MANAGEMENT), await launch(MEMBER), await consumed()], [true, false, 2]);

    await world.organizations.call('LeaveOrganization', {}, MEMBER);
    assert.deepEqual([await world.sees(MEMBER), await consumed()], [[], 2]);
    assert.deepEqual((await recount(world.licenses.db)).differences, []);
    const used = {
      LicenseConfigurationArn: license,
      Filters: [{ Name: 'resourceAccount', Values: [MEMBER.accountId] }],
    };
    const usage = await world.licenses.call('ListUsageForLicenseConfiguration', used, MANAGEMENT);
    assert.equal(usage.LicenseConfigurationUsageList.length, 1);

    await world.organizations.join(MEMBER);
    assert.deepEqual(await world.sees(MEMBER), [license]);
    const later = await world.organizations.created('later');
    assert.deepEqual(await world.sees(later), [license]);
  });

  test('a unit is seen by the accounts in it and below it, from when they come until they go', async () => {
    const { root } = await world.organization();
    const research = await world.organizations.unit(root, 'Research');
    const lab = await world.organizations.unit(research, 'Lab');
    await world.share([license], [await world.unitArn(research)]);
    assert.deepEqual(await world.sees(MEMBER), []);
    await move(MEMBER.accountId, root, lab);
    assert.deepEqual([await world.sees(MEMBER), await launch(MEMBER)], [[license], true]);
    await move(MEMBER.accountId, lab, root);
    assert.deepEqual([await world.sees(MEMBER), await launch(MEMBER)], [[], false]);
  });

  test('an account inside the organization needs no invitation, and is lost with the organization', async () => {
    await world.organization();
    await world.share([license], [MEMBER.accountId], { allowExternalPrincipals: false });
    assert.deepEqual(await world.sees(MEMBER), [license]);
    const invitations = await world.ram.call('GetResourceShareInvitations', {}, MEMBER);
    assert.deepEqual(invitations.resourceShareInvitations, []);
    await world.organizations.call('LeaveOrganization', {}, MEMBER);
    assert.deepEqual(await world.sees(MEMBER), []);
    await world.organizations.join(MEMBER);
    assert.deepEqual(await world.sees(MEMBER), []);
  });

  test('an organization is lost when the owner leaves it', async () => {
    const { arn } = await world.organization();
    await world.organizations.join(OUTSIDER);
    const theirs = await world.licenses.create({}, MEMBER);
    await world.share([theirs], [arn], {}, MEMBER);
    assert.deepEqual([await world.sees(OUTSIDER), await world.sees(MANAGEMENT)], [[theirs], [license, theirs]]);
    await world.organizations.call('LeaveOrganization', {}, MEMBER);
    assert.deepEqual([await world.sees(OUTSIDER), await world.sees(MANAGEMENT)], [[], [license]]);
  });

  test('several ways to the same account is listed once', async () => {
    const { arn } = await world.organization();
    await world.share([license], [arn, MEMBER.accountId]);
    await world.share([license], [MEMBER.accountId]);
    assert.deepEqual(await world.sees(MEMBER), [license]);
    const { resourceShares } = await world.ram.call('GetResourceShares', { resourceOwner: 'OTHER-ACCOUNTS' }, MEMBER);
    assert.equal(resourceShares.length, 2);
    const own = await world.ram.call('GetResourceShares', { resourceOwner: 'OTHER-ACCOUNTS' }, MANAGEMENT);
    assert.deepEqual(own.resourceShares, []);
  });
});

describe('an account outside', () => {
  const invitation = async () =>
    (await world.ram.call('GetResourceShareInvitations', {}, OUTSIDER)).resourceShareInvitations.at(-1);
  const answer = async (name: 'AcceptResourceShareInvitation' | 'RejectResourceShareInvitation', as = OUTSIDER) => {
    const { resourceShareInvitationArn } = await invitation();
    return world.ram.call(name, { resourceShareInvitationArn }, as);
  };

  test('is invited, sees what it is about, and then what is shared; it can take itself out', async () => {
    const share = await world.share([license], [OUTSIDER.accountId]);
    assert.deepEqual([await world.sees(OUTSIDER), await launch(OUTSIDER)], [[], false]);
    const asked = await invitation();
    assert.deepEqual([asked.status, asked.senderAccountId], ['PENDING', MANAGEMENT.accountId]);
    const { resourceShareInvitationArn } = asked;
    const about = await world.ram.call('ListPendingInvitationResources', { resourceShareInvitationArn }, OUTSIDER);
    assert.deepEqual(
      about.resources.map(({ arn }: { arn: string }) => arn),
      [license],
    );
    const list = { associationType: 'PRINCIPAL' };
    const status = async () =>
      (await world.ram.call('GetResourceShareAssociations', list, MANAGEMENT)).resourceShareAssociations[0].status;
    assert.equal(await status(), 'ASSOCIATING');
    assert.equal((await answer('AcceptResourceShareInvitation')).resourceShareInvitation.status, 'ACCEPTED');
    assert.deepEqual(
      [await status(), await world.sees(OUTSIDER), await launch(OUTSIDER)],
      ['ASSOCIATED', [license], true],
    );
    const again = await world.ram.refusal('RejectResourceShareInvitation', { resourceShareInvitationArn }, OUTSIDER);
    assert.match(again, /^ResourceShareInvitationAlreadyAcceptedException 400: /);

    const out = { resourceShareArn: share, principals: [OUTSIDER.accountId] };
    await world.ram.call('DisassociateResourceShare', out, OUTSIDER);
    assert.deepEqual([await world.sees(OUTSIDER), await consumed()], [[], 1]);
  });

  test('can reject, and is invited anew when it is associated again', async () => {
    const resourceShareArn = await world.share([license], [OUTSIDER.accountId]);
    await answer('RejectResourceShareInvitation');
    const { resourceShareInvitationArn } = await invitation();
    const late = await world.ram.refusal('AcceptResourceShareInvitation', { resourceShareInvitationArn }, OUTSIDER);
    assert.match(late, /^ResourceShareInvitationAlreadyRejectedException 400: /);
    const again = { resourceShareArn, principals: [OUTSIDER.accountId] };
    await world.ram.call('AssociateResourceShare', again, MANAGEMENT);
    await sql`UPDATE resource_share_invitation SET expires_at = now() WHERE status = 'PENDING'`.execute(
      world.licenses.db,
    );
    const expired = { resourceShareInvitationArn: (await invitation()).resourceShareInvitationArn };
    assert.equal((await invitation()).status, 'EXPIRED');
    assert.match(
      await world.ram.refusal('AcceptResourceShareInvitation', expired, OUTSIDER),
      /^ResourceShareInvitationExpiredException 400: /,
    );
    assert.deepEqual(await world.sees(OUTSIDER), []);
  });

  test('is invited as long as sharing in the organization is not enabled, and is not where the share is for those inside', async () => {
    await world.organizations.organization();
    const { Organization } = await world.organizations.call('DescribeOrganization', {}, MANAGEMENT);
    const refused = (principal: string, input = {}) =>
      world.ram.refusal(
        'CreateResourceShare',
        { name: 'x', resourceArns: [license], principals: [principal], ...input },
        MANAGEMENT,
      );
    assert.match(await refused(Organization.Arn), /^UnknownResourceException 400: .*EnableSharingWithAwsOrganization/);
    const inside = { allowExternalPrincipals: false };
    assert.match(await refused(MEMBER.accountId, inside), /^OperationNotPermittedException 400: /);
    await world.share([license], [MEMBER.accountId]);
    assert.deepEqual(await world.sees(MEMBER), []);
    await world.ram.call('EnableSharingWithAwsOrganization', {}, MANAGEMENT);
    assert.match(await refused(OUTSIDER.accountId, inside), /^OperationNotPermittedException 400: /);
    assert.match(
      await world.ram.refusal('EnableSharingWithAwsOrganization', {}, MEMBER),
      /^OperationNotPermittedException 400: /,
    );
  });
});

test('what is taken out of a share, and a share that is deleted, are seen no more', async () => {
  const { arn } = await world.organization();
  const second = await world.licenses.create({}, MANAGEMENT);
  const share = { resourceShareArn: await world.share([license, second], [arn]) };
  assert.deepEqual(await world.sees(MEMBER), [license, second]);
  await world.ram.call('DisassociateResourceShare', { ...share, resourceArns: [license] }, MANAGEMENT);
  assert.deepEqual(await world.sees(MEMBER), [second]);
  await world.ram.call('AssociateResourceShare', { ...share, resourceArns: [license] }, MANAGEMENT);
  await world.ram.call('DisassociateResourceShare', { ...share, principals: [arn] }, MANAGEMENT);
  assert.deepEqual(await world.sees(MEMBER), []);
  await world.ram.call('AssociateResourceShare', { ...share, principals: [MEMBER.accountId] }, MANAGEMENT);
  assert.deepEqual(await world.sees(MEMBER), [license, second]);
  await world.ram.call('DeleteResourceShare', share, MANAGEMENT);
  assert.deepEqual(await world.sees(MEMBER), []);
  const gone = { resourceOwner: 'SELF', resourceShareArns: [share.resourceShareArn] };
  assert.match(await world.ram.refusal('GetResourceShares', gone, MANAGEMENT), /^UnknownResourceException 400: /);
});
