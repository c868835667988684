import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { findAccessKey } from '../../src/store/access-key.ts';
import { MANAGEMENT, MEMBER, OUTSIDER, startWorld, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});

const accounts = async () => (await world.call('ListAccounts', {}, MANAGEMENT)).Accounts;
const idsOf = (list: { Id: string }[]) => list.map(({ Id }) => Id);

test('an organization is its management account’s, with one root, and goes when nobody else is in it', async () => {
  assert.match(await world.refusal('DescribeOrganization', {}, MANAGEMENT), /^AWSOrganizationsNotInUseException 404: /);
  const { Organization } = await world.call('CreateOrganization', {}, MANAGEMENT);
  assert.match(Organization.Id, /^o-[a-z0-9]{10}$/);
  assert.equal(Organization.Arn, `arn:aws:organizations::111111111111:organization/${Organization.Id}`);
  assert.deepEqual([Organization.MasterAccountId, Organization.FeatureSet], ['111111111111', 'ALL']);
  assert.deepEqual(await world.call('DescribeOrganization', {}, MANAGEMENT), { Organization });
  assert.match(await world.refusal('CreateOrganization', {}, MANAGEMENT), /^AlreadyInOrganizationException 409: /);

  const { Roots } = await world.call('ListRoots', {}, MANAGEMENT);
  assert.deepEqual(Roots.length, 1);
  assert.match(Roots[0].Id, /^r-[0-9a-z]{4,32}$/);
  await world.join(MEMBER);
  assert.match(await world.refusal('DeleteOrganization', {}, MANAGEMENT), /^OrganizationNotEmptyException 409: /);
  await world.call('RemoveAccountFromOrganization', MEMBER_ID, MANAGEMENT);
  await world.unit(Roots[0].Id, 'Empty');
  await world.call('DeleteOrganization', {}, MANAGEMENT);
  assert.match(await world.refusal('ListRoots', {}, MANAGEMENT), /^AWSOrganizationsNotInUseException/);
  const left = await sql`SELECT FROM organizational_unit UNION ALL SELECT FROM organization_account`.execute(world.db);
  assert.equal(left.rows.length, 0);
});

const MEMBER_ID = { AccountId: MEMBER.accountId };

describe('an account that is created', () => {
  test('is in the organization, under the root, with its name, and its request is told', async () => {
    const root = await world.organization();
    const request = { AccountName: 'Payroll', Email: 'Pay@example.com', Tags: [{ Key: 'team', Value: 'hr' }] };
    const { CreateAccountStatus: status } = await world.call('CreateAccount', request, MANAGEMENT);
    assert.deepEqual([status.State, status.AccountName], ['SUCCEEDED', 'Payroll']);
    const described = { CreateAccountRequestId: status.Id };
    assert.deepEqual(await world.call('DescribeCreateAccountStatus', described, MANAGEMENT), {
      CreateAccountStatus: status,
    });
    const { Account } = await world.call('DescribeAccount', { AccountId: status.AccountId }, MANAGEMENT);
    const { Organization } = await world.call('DescribeOrganization', {}, MANAGEMENT);
    const { JoinedTimestamp, ...known } = Account;
    assert.ok(JoinedTimestamp > 0);
    assert.deepEqual(known, {
      Id: status.AccountId,
      Arn: `arn:aws:organizations::111111111111:account/${Organization.Id}/${status.AccountId}`,
      Email: 'Pay@example.com',
      Name: 'Payroll',
      Status: 'ACTIVE',
      State: 'ACTIVE',
      Paths: [`${Organization.Id}/${root}/${status.AccountId}/`],
      JoinedMethod: 'CREATED',
    });
    const tags = await world.call('ListTagsForResource', { ResourceId: status.AccountId }, MANAGEMENT);
    assert.deepEqual(tags.Tags, request.Tags);
    assert.deepEqual(idsOf(await accounts()), [MANAGEMENT.accountId, MEMBER.accountId, status.AccountId]);
  });

  test('fails where another has its address, in whatever case', async () => {
    await world.organization();
    await world.created('one');
    const again = { AccountName: 'Two', Email: 'ONE@example.com' };
    const { CreateAccountStatus: failed } = await world.call('CreateAccount', again, MANAGEMENT);
    assert.deepEqual([failed.State, failed.FailureReason], ['FAILED', 'EMAIL_ALREADY_EXISTS']);
    const list = async (...States: string[]) =>
      (await world.call('ListCreateAccountStatus', { States }, MANAGEMENT)).CreateAccountStatuses.length;
    assert.deepEqual(
      [await list(), await list('SUCCEEDED'), await list('FAILED'), await list('IN_PROGRESS')],
      [2, 1, 1, 0],
    );
    assert.equal((await accounts()).length, 3);
  });

  test('can be closed once, and its keys are taken no more', async () => {
    await world.organization();
    const { accountId } = await world.created('old');
    await sql`INSERT INTO access_key VALUES ('AKIAOFANOLDACCOUNT12', ${accountId}, '\\x00')`.execute(world.db);
    assert.equal((await findAccessKey(world.db, 'AKIAOFANOLDACCOUNT12'))?.accountId, accountId);
    await world.call('CloseAccount', { AccountId: accountId }, MANAGEMENT);
    assert.equal(await findAccessKey(world.db, 'AKIAOFANOLDACCOUNT12'), undefined);
    const { Account } = await world.call('DescribeAccount', { AccountId: accountId }, MANAGEMENT);
    assert.deepEqual([Account.Status, Account.State], ['SUSPENDED', 'CLOSED']);
    const again = await world.refusal('CloseAccount', { AccountId: accountId }, MANAGEMENT);
    assert.match(again, /^AccountAlreadyClosedException 409: /);
    const own = await world.refusal('CloseAccount', { AccountId: MANAGEMENT.accountId }, MANAGEMENT);
    assert.match(own, /^ConstraintViolationException 409: /);
  });
});

describe('an invitation', () => {
  const invite = async (input: object = {}) => {
    const Target = { Type: 'ACCOUNT', Id: MEMBER.accountId };
    return (await world.call('InviteAccountToOrganization', { Target, ...input }, MANAGEMENT)).Handshake;
  };
  const answer = (name: 'AcceptHandshake' | 'DeclineHandshake' | 'CancelHandshake', HandshakeId: string, as: object) =>
    world.call(name, { HandshakeId }, as).then(({ Handshake }) => Handshake.State);

  beforeEach(async () => {
    await world.call('CreateOrganization', {}, MANAGEMENT);
  });

  test('is seen on both sides, and accepted by whom it went to', async () => {
    const { Id } = await invite({ Notes: 'Welcome', Tags: [{ Key: 'team', Value: 'hr' }] });
    const seen = await world.call('DescribeHandshake', { HandshakeId: Id }, MEMBER);
    assert.deepEqual([seen.Handshake.State, seen.Handshake.Action], ['OPEN', 'INVITE']);
    assert.deepEqual(seen.Handshake.Resources.at(-1), { Type: 'NOTES', Value: 'Welcome' });
    for (const [name, as] of [
      ['ListHandshakesForAccount', MEMBER],
      ['ListHandshakesForOrganization', MANAGEMENT],
    ] as const)
      assert.deepEqual(idsOf((await world.call(name, {}, as)).Handshakes), [Id]);
    assert.deepEqual(await world.call('ListHandshakesForAccount', {}, OUTSIDER), { Handshakes: [] });
    const unknown = /^HandshakeNotFoundException 404: /;
    for (const name of ['DescribeHandshake', 'AcceptHandshake', 'DeclineHandshake', 'CancelHandshake'] as const)
      assert.match(await world.refusal(name, { HandshakeId: Id }, OUTSIDER), unknown);
    assert.match(await world.refusal('AcceptHandshake', { HandshakeId: Id }, MANAGEMENT), /^AccessDeniedException 403/);
    assert.match(await world.refusal('CancelHandshake', { HandshakeId: Id }, MEMBER), /^AccessDeniedException 403/);

    assert.equal(await answer('AcceptHandshake', Id, MEMBER), 'ACCEPTED');
    assert.match(
      await world.refusal('AcceptHandshake', { HandshakeId: Id }, MEMBER),
      /^HandshakeAlreadyInStateException 409: /,
    );
    assert.match(
      await world.refusal('CancelHandshake', { HandshakeId: Id }, MANAGEMENT),
      /^InvalidHandshakeTransitionException 409: /,
    );
    const { Account } = await world.call('DescribeAccount', MEMBER_ID, MANAGEMENT);
    assert.equal(Account.JoinedMethod, 'INVITED');
    const { Tags } = await world.call('ListTagsForResource', { ResourceId: MEMBER.accountId }, MANAGEMENT);
    assert.deepEqual(Tags, [{ Key: 'team', Value: 'hr' }]);
  });

  test('stands once at a time, can be declined or canceled, and ends by itself', async () => {
    const first = await invite();
    const Target = { Type: 'ACCOUNT', Id: MEMBER.accountId };
    const again = await world.refusal('InviteAccountToOrganization', { Target }, MANAGEMENT);
    assert.match(again, /^DuplicateHandshakeException 409: /);
    assert.equal(await answer('DeclineHandshake', first.Id, MEMBER), 'DECLINED');
    const second = await invite();
    assert.equal(await answer('CancelHandshake', second.Id, MANAGEMENT), 'CANCELED');
    const third = await invite();
    await sql`UPDATE handshake SET expires_at = now() WHERE handshake_id = ${third.Id}`.execute(world.db);
    const late = await world.refusal('AcceptHandshake', { HandshakeId: third.Id }, MEMBER);
    assert.match(late, /^InvalidHandshakeTransitionException 409: .*EXPIRED/);
    const { Handshakes } = await world.call('ListHandshakesForAccount', {}, MEMBER);
    assert.deepEqual(
      Handshakes.map(({ State }: { State: string }) => State),
      ['DECLINED', 'CANCELED', 'EXPIRED'],
    );
  });

  test('does not take an account out of another organization', async () => {
    await world.call('CreateOrganization', {}, OUTSIDER);
    const Target = { Type: 'ACCOUNT', Id: OUTSIDER.accountId };
    const { Handshake } = await world.call('InviteAccountToOrganization', { Target }, MANAGEMENT);
    const refused = await world.refusal('AcceptHandshake', { HandshakeId: Handshake.Id }, OUTSIDER);
    assert.match(refused, /^HandshakeConstraintViolationException 409: /);
    const { Handshakes } = await world.call('ListHandshakesForAccount', {}, OUTSIDER);
    assert.equal(Handshakes[0].State, 'OPEN');
  });
});

test('a member leaves or is removed; the management account and a delegated administrator stay', async () => {
  await world.organization();
  assert.match(
    await world.refusal('LeaveOrganization', {}, MANAGEMENT),
    /^MasterCannotLeaveOrganizationException 409: /,
  );
  await world.call('LeaveOrganization', {}, MEMBER);
  assert.match(await world.refusal('LeaveOrganization', {}, MEMBER), /^AWSOrganizationsNotInUseException/);
  assert.match(await world.refusal('DescribeAccount', MEMBER_ID, MANAGEMENT), /^AccountNotFoundException 404: /);
  await world.join(MEMBER);
  const delegated = { ...MEMBER_ID, ServicePrincipal: 'license-manager.amazonaws.com' };
  await world.call('EnableAWSServiceAccess', { ServicePrincipal: delegated.ServicePrincipal }, MANAGEMENT);
  await world.call('RegisterDelegatedAdministrator', delegated, MANAGEMENT);
  const kept = await world.refusal('RemoveAccountFromOrganization', MEMBER_ID, MANAGEMENT);
  assert.match(kept, /^ConstraintViolationException 409: .* administers a service/);
  await world.call('DeregisterDelegatedAdministrator', delegated, MANAGEMENT);
  await world.call('RemoveAccountFromOrganization', MEMBER_ID, MANAGEMENT);
  assert.deepEqual(idsOf(await accounts()), [MANAGEMENT.accountId]);
});

test('accounts come in pages, and a token serves its list alone', async () => {
  await world.organization();
  const made = [await world.created('a'), await world.created('b'), await world.created('c')];
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page: { Accounts: { Id: string }[]; NextToken?: string } = await world.call(
      'ListAccounts',
      { MaxResults: 2, ...(NextToken && { NextToken }) },
      MANAGEMENT,
    );
    seen.push(...idsOf(page.Accounts));
    NextToken = page.NextToken;
    if (NextToken) {
      const elsewhere = await world.refusal(
        'ListPolicies',
        { Filter: 'SERVICE_CONTROL_POLICY', NextToken },
        MANAGEMENT,
      );
      assert.match(elsewhere, /^InvalidInputException 400: /);
    }
  } while (NextToken);
  assert.deepEqual(
    seen,
    [MANAGEMENT, MEMBER, ...made].map(({ accountId }) => accountId),
  );
});
