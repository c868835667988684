import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { FULL_ACCESS } from '../../src/domain/organizations/organization.ts';
import { readServiceControlPolicies } from '../../src/views/organizations/organization-policies.ts';
import { MANAGEMENT, MEMBER, NO_LAUNCHES, OUTSIDER, startWorld, type World } from './world.ts';

let world: World;
let root: string;
beforeEach(async () => {
  world = await startWorld();
  root = await world.organization();
});

const move = (AccountId: string, SourceParentId: string, DestinationParentId: string) =>
  world.call('MoveAccount', { AccountId, SourceParentId, DestinationParentId }, MANAGEMENT);

describe('units', () => {
  test('make a tree, in which accounts are moved', async () => {
    const research = await world.unit(root, 'Research');
    const lab = await world.unit(research, 'Lab');
    await move(MEMBER.accountId, root, lab);
    const below = async (ParentId: string) => [
      (await world.call('ListOrganizationalUnitsForParent', { ParentId }, MANAGEMENT)).OrganizationalUnits.map(
        ({ Name }: { Name: string }) => Name,
      ),
      (await world.call('ListAccountsForParent', { ParentId }, MANAGEMENT)).Accounts.map(
        ({ Id }: { Id: string }) => Id,
      ),
    ];
    assert.deepEqual(await below(root), [['Research'], [MANAGEMENT.accountId]]);
    assert.deepEqual(await below(research), [['Lab'], []]);
    assert.deepEqual(await below(lab), [[], [MEMBER.accountId]]);
    const parents = async (ChildId: string) => (await world.call('ListParents', { ChildId }, MANAGEMENT)).Parents;
    assert.deepEqual(await parents(MEMBER.accountId), [{ Id: lab, Type: 'ORGANIZATIONAL_UNIT' }]);
    assert.deepEqual(await parents(research), [{ Id: root, Type: 'ROOT' }]);
    const children = { ParentId: lab, ChildType: 'ACCOUNT' };
    assert.deepEqual((await world.call('ListChildren', children, MANAGEMENT)).Children, [
      { Id: MEMBER.accountId, Type: 'ACCOUNT' },
    ]);
    const { Organization } = await world.call('DescribeOrganization', {}, MANAGEMENT);
    const { OrganizationalUnit } = await world.call(
      'DescribeOrganizationalUnit',
      { OrganizationalUnitId: lab },
      MANAGEMENT,
    );
    assert.deepEqual(OrganizationalUnit, {
      Id: lab,
      Arn: `arn:aws:organizations::111111111111:ou/${Organization.Id}/${lab}`,
      Name: 'Lab',
      Path: `${Organization.Id}/${root}/${research}/${lab}/`,
    });
  });

  test('have names of their own below a parent, are five deep at the most, and go when they are empty', async () => {
    const first = await world.unit(root, 'A');
    const duplicate = /^DuplicateOrganizationalUnitException 409: /;
    assert.match(await world.refusal('CreateOrganizationalUnit', { ParentId: root, Name: 'A' }, MANAGEMENT), duplicate);
    await world.unit(first, 'A');
    const other = await world.unit(root, 'B');
    const rename = { OrganizationalUnitId: other, Name: 'A' };
    assert.match(await world.refusal('UpdateOrganizationalUnit', rename, MANAGEMENT), duplicate);
    await world.call('UpdateOrganizationalUnit', { ...rename, Name: 'C' }, MANAGEMENT);
    await world.call('UpdateOrganizationalUnit', { ...rename, Name: 'C' }, MANAGEMENT);

    let deepest = other;
    for (const name of ['2', '3', '4', '5']) deepest = await world.unit(deepest, name);
    const deeper = await world.refusal('CreateOrganizationalUnit', { ParentId: deepest, Name: '6' }, MANAGEMENT);
    assert.match(deeper, /^ConstraintViolationException 409: /);
    const full = await world.refusal('DeleteOrganizationalUnit', { OrganizationalUnitId: other }, MANAGEMENT);
    assert.match(full, /^OrganizationalUnitNotEmptyException 409: /);
    await world.call('DeleteOrganizationalUnit', { OrganizationalUnitId: deepest }, MANAGEMENT);
    const gone = await world.refusal('DescribeOrganizationalUnit', { OrganizationalUnitId: deepest }, MANAGEMENT);
    assert.match(gone, /^OrganizationalUnitNotFoundException 404: /);
  });

  test('a move says where from and where to', async () => {
    const unit = await world.unit(root, 'A');
    const ask = (SourceParentId: string, DestinationParentId: string, AccountId = MEMBER.accountId) =>
      world.refusal('MoveAccount', { AccountId, SourceParentId, DestinationParentId }, MANAGEMENT);
    assert.match(await ask(unit, root), /^DuplicateAccountException 409: /);
    assert.match(await ask(root, unit, OUTSIDER.accountId), /^AccountNotFoundException 404: /);
    const nowhere = `ou-${root.slice(2)}-000000000000`;
    assert.match(await ask(root, nowhere), /^DestinationParentNotFoundException 404: /);
    assert.match(await ask(nowhere, unit), /^SourceParentNotFoundException 404: /);
    assert.match(await ask(unit, unit), /^SourceParentNotFoundException 404: /);
  });
});

describe('service control policies', () => {
  const TYPE = 'SERVICE_CONTROL_POLICY';
  const enable = () => world.call('EnablePolicyType', { RootId: root, PolicyType: TYPE }, MANAGEMENT);
  const given = async (Name = 'No launches') => {
    const request = { Name, Description: 'x', Type: TYPE, Content: NO_LAUNCHES };
    return (await world.call('CreatePolicy', request, MANAGEMENT)).Policy.PolicySummary.Id;
  };
  const attach = (PolicyId: string, TargetId: string) => world.call('AttachPolicy', { PolicyId, TargetId }, MANAGEMENT);
  const detach = (PolicyId: string, TargetId: string) => world.call('DetachPolicy', { PolicyId, TargetId }, MANAGEMENT);
  const levels = ({ accountId }: { accountId: string }) => readServiceControlPolicies(world.db, accountId);
  const ALL = FULL_ACCESS.content;

  test('are read level by level, from the root to the account; those of no organization or the managing account are not cut', async () => {
    assert.equal(await levels(MEMBER), undefined);
    await enable();
    assert.deepEqual(await levels(MEMBER), [[ALL], [ALL]]);
    const unit = await world.unit(root, 'Research');
    const inner = await world.unit(unit, 'Lab');
    await move(MEMBER.accountId, root, inner);
    const policy = await given();
    await attach(policy, unit);
    assert.deepEqual(
      await levels(MEMBER),
      [[ALL], [ALL, NO_LAUNCHES].sort(), [ALL], [ALL]].map((level) => level),
    );
    await detach(FULL_ACCESS.id, unit);
    assert.deepEqual(await levels(MEMBER), [[ALL], [NO_LAUNCHES], [ALL], [ALL]]);
    assert.deepEqual([await levels(MANAGEMENT), await levels(OUTSIDER)], [undefined, undefined]);
    await world.call('DisablePolicyType', { RootId: root, PolicyType: TYPE }, MANAGEMENT);
    assert.equal(await levels(MEMBER), undefined);
    await enable();
    assert.deepEqual(await levels(MEMBER), [[ALL], [ALL], [ALL], [ALL]]);
  });

  test('are attached where the type is enabled, five to a target, one at least, and deleted once detached', async () => {
    const policy = await given();
    const early = await world.refusal('AttachPolicy', { PolicyId: policy, TargetId: root }, MANAGEMENT);
    assert.match(early, /^PolicyTypeNotEnabledException 409: /);
    await enable();
    const again = await world.refusal('EnablePolicyType', { RootId: root, PolicyType: TYPE }, MANAGEMENT);
    assert.match(again, /^PolicyTypeAlreadyEnabledException 409: /);
    await attach(policy, root);
    const twice = await world.refusal('AttachPolicy', { PolicyId: policy, TargetId: root }, MANAGEMENT);
    assert.match(twice, /^DuplicatePolicyAttachmentException 409: /);
    for (const n of [1, 2, 3]) await attach(await given(`more ${n}`), root);
    const sixth = await world.refusal('AttachPolicy', { PolicyId: await given('6'), TargetId: root }, MANAGEMENT);
    assert.match(sixth, /^ConstraintViolationException 409: /);
    const last = { PolicyId: FULL_ACCESS.id, TargetId: MEMBER.accountId };
    assert.match(await world.refusal('DetachPolicy', last, MANAGEMENT), /^ConstraintViolationException 409: /);
    const { Targets } = await world.call('ListTargetsForPolicy', { PolicyId: policy }, MANAGEMENT);
    assert.deepEqual(
      Targets.map(({ TargetId, Type }: { TargetId: string; Type: string }) => [TargetId, Type]),
      [[root, 'ROOT']],
    );
    assert.match(await world.refusal('DeletePolicy', { PolicyId: policy }, MANAGEMENT), /^PolicyInUseException 409: /);
    await detach(policy, root);
    const unattached = { PolicyId: policy, TargetId: root };
    assert.match(await world.refusal('DetachPolicy', unattached, MANAGEMENT), /^PolicyNotAttachedException 409: /);
    await world.call('DeletePolicy', { PolicyId: policy }, MANAGEMENT);
    assert.match(
      await world.refusal('DescribePolicy', { PolicyId: policy }, MANAGEMENT),
      /^PolicyNotFoundException 404/,
    );
  });

  test('are listed behind the one that AWS made, which nobody changes', async () => {
    const policy = await given();
    const list = async (more: object) =>
      world.call('ListPolicies', { Filter: TYPE, MaxResults: 1, ...more }, MANAGEMENT);
    const first = await list({});
    const { Policies, NextToken } = await list({ NextToken: first.NextToken });
    assert.deepEqual([first.Policies[0].Id, first.Policies[0].AwsManaged], [FULL_ACCESS.id, true]);
    assert.deepEqual([Policies[0].Id, Policies[0].AwsManaged, NextToken], [policy, false, undefined]);
    for (const [name, input] of [
      ['UpdatePolicy', { Name: 'x' }],
      ['DeletePolicy', {}],
    ] as const)
      assert.match(
        await world.refusal(name, { PolicyId: FULL_ACCESS.id, ...input }, MANAGEMENT),
        /^InvalidInputException 400: /,
      );
    const other = await given('other');
    const rename = { PolicyId: other, Name: 'No launches' };
    assert.match(await world.refusal('UpdatePolicy', rename, MANAGEMENT), /^DuplicatePolicyException 409: /);
    const { Policy } = await world.call('UpdatePolicy', { PolicyId: other, Description: 'new' }, MANAGEMENT);
    assert.deepEqual([Policy.PolicySummary.Name, Policy.PolicySummary.Description], ['other', 'new']);
    assert.equal(Policy.Content, NO_LAUNCHES);
  });

  for (const [what, content] of [
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another version', '{"Version":"2015-10-17","Statement":[]}'],
    ['no statement', '{"Version":"2012-10-17"}'],
    ['a principal', NO_LAUNCHES.replace('"Resource"', '"Principal":"*","Resource"')],
    ['an effect that is none', NO_LAUNCHES.replace('Deny', 'Refuse')],
    ['neither action nor NotAction', NO_LAUNCHES.replace('Action', 'Sid')],
  ] as const)
    test(`are refused with ${what}`, async () => {
      const request = { Name: 'x', Description: 'x', Type: TYPE, Content: content };
      assert.match(await world.refusal('CreatePolicy', request, MANAGEMENT), /^MalformedPolicyDocumentException 400: /);
    });

  test('have 5,120 characters at the most', async () => {
    const request = { Name: 'x', Description: 'x', Type: TYPE, Content: NO_LAUNCHES.padEnd(5121) };
    assert.match(await world.refusal('CreatePolicy', request, MANAGEMENT), /^ConstraintViolationException 409: /);
  });
});

describe('services and who administers them', () => {
  const LM = 'license-manager.amazonaws.com';
  const register = (accountId: string, ServicePrincipal = LM) => ({ AccountId: accountId, ServicePrincipal });

  test('a service is let in, and one account administers it, which reads the organization', async () => {
    const refused = (input: object) => world.refusal('RegisterDelegatedAdministrator', input, MANAGEMENT);
    assert.match(
      await refused(register(MEMBER.accountId)),
      /^ConstraintViolationException 409: .*EnableAWSServiceAccess/,
    );
    await world.call('EnableAWSServiceAccess', { ServicePrincipal: LM }, MANAGEMENT);
    const services = await world.call('ListAWSServiceAccessForOrganization', {}, MANAGEMENT);
    assert.equal(services.EnabledServicePrincipals[0].ServicePrincipal, LM);
    assert.match(await refused(register(MANAGEMENT.accountId)), /^ConstraintViolationException 409: /);
    assert.match(await refused(register(OUTSIDER.accountId)), /^AccountNotFoundException 404: /);
    assert.match(await refused(register(MEMBER.accountId, 's3.amazonaws.com')), /^InvalidInputException 400: /);
    assert.match(await world.refusal('ListAccounts', {}, MEMBER), /^AccessDeniedException 403: /);
    await world.call('RegisterDelegatedAdministrator', register(MEMBER.accountId), MANAGEMENT);
    assert.equal((await world.call('ListAccounts', {}, MEMBER)).Accounts.length, 2);
    assert.match(await refused(register(MEMBER.accountId)), /^AccountAlreadyRegisteredException 409: /);
    const other = await world.created('other');
    assert.match(await refused(register(other.accountId)), /^ConstraintViolationException 409: .*there can be one/);
    const { DelegatedAdministrators } = await world.call(
      'ListDelegatedAdministrators',
      { ServicePrincipal: LM },
      MANAGEMENT,
    );
    assert.deepEqual(
      DelegatedAdministrators.map(({ Id }: { Id: string }) => Id),
      [MEMBER.accountId],
    );
    const { DelegatedServices } = await world.call(
      'ListDelegatedServicesForAccount',
      { AccountId: MEMBER.accountId },
      MANAGEMENT,
    );
    assert.equal(DelegatedServices[0].ServicePrincipal, LM);
    const kept = await world.refusal('DisableAWSServiceAccess', { ServicePrincipal: LM }, MANAGEMENT);
    assert.match(kept, /^ConstraintViolationException 409: /);
    await world.call('DeregisterDelegatedAdministrator', register(MEMBER.accountId), MANAGEMENT);
    const twice = await world.refusal('DeregisterDelegatedAdministrator', register(MEMBER.accountId), MANAGEMENT);
    assert.match(twice, /^AccountNotRegisteredException 409: /);
    await world.call('DisableAWSServiceAccess', { ServicePrincipal: LM }, MANAGEMENT);
    const none = await world.call('ListAWSServiceAccessForOrganization', {}, MANAGEMENT);
    assert.deepEqual(none.EnabledServicePrincipals, []);
  });
});

test('tags are set on what is in the organization, and on nothing else', async () => {
  const unit = await world.unit(root, 'A');
  for (const ResourceId of [root, unit, MEMBER.accountId]) {
    await world.call(
      'TagResource',
      {
        ResourceId,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      },
      MANAGEMENT,
    );
    await world.call('UntagResource', { ResourceId, TagKeys: ['a'] }, MANAGEMENT);
    const { Tags } = await world.call('ListTagsForResource', { ResourceId }, MANAGEMENT);
    assert.deepEqual(Tags, [{ Key: 'b', Value: '2' }]);
  }
  const foreign = { ResourceId: OUTSIDER.accountId, Tags: [{ Key: 'a', Value: '1' }] };
  assert.match(await world.refusal('TagResource', foreign, MANAGEMENT), /^TargetNotFoundException 404: /);
});
