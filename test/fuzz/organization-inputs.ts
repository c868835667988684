import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { LicenseManager } from '@aws-sdk/client-license-manager';
import { AlreadyInOrganizationException, Organizations } from '@aws-sdk/client-organizations';
import { type Answer, type Caller, call, jsonRequest } from '../signed-request.ts';
import { encodeInput } from './encode-input.ts';
import type { Input } from './valid-inputs.ts';

/** What requests about the caller's organization name. The spare ones are for operations that take something away. */
export interface OrganizationWorld {
  readonly rootId: string;
  readonly unitId: string;
  readonly spareUnitId: string;
  readonly createdAccountId: string;
  readonly createRequestId: string;
  readonly closedAccountId: string;
  readonly removedAccountId: string;
  readonly movedAccountId: string;
  readonly administratorId: string;
  readonly invitedId: string;
  readonly policyId: string;
  readonly sparePolicyId: string;
  readonly attachedPolicyId: string;
  readonly openHandshakeId: string;
  readonly acceptedHandshakeId: string;
  readonly declinedHandshakeId: string;
}

/** Who calls what the management account cannot, by a world's open handshake. */
const callers = new Map<string, Readonly<Record<string, Caller>>>();

const TYPE = 'SERVICE_CONTROL_POLICY';
const SERVICE = 'license-manager.amazonaws.com';
const CONTENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*"}]}';
const unique = (): string => `fuzz-${randomUUID()}`;

type Account = Caller & { readonly accountId: string };

/** An account of its own, which is in no organization. */
export async function newAccount(caller: Caller): Promise<Account> {
  const { status, text } = await call(caller, jsonRequest('Headroom.CreateAccount', {}));
  assert.equal(status, 200, text);
  const { AccountId, AccessKeyId, SecretAccessKey } = JSON.parse(text);
  return { url: caller.url, accountId: AccountId, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

const clientOf = ({ url, accessKeyId, secretAccessKey }: Caller): Organizations =>
  new Organizations({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } });

/** The caller's organization, which is made once, with everything in it that requests name. */
export async function createOrganizationWorld(caller: Caller): Promise<OrganizationWorld> {
  const own = clientOf(caller);
  await own.createOrganization({}).catch((error) => assert.ok(error instanceof AlreadyInOrganizationException, error));
  const rootId = (await own.listRoots({})).Roots![0]!.Id!;
  await own.enablePolicyType({ RootId: rootId, PolicyType: TYPE }).catch(() => {});
  const config = { endpoint: caller.url, region: 'us-east-1', credentials: caller };
  await new LicenseManager(config).updateServiceSettings({ EnableCrossAccountsDiscovery: true });
  for (const { Id } of (await own.listDelegatedAdministrators({})).DelegatedAdministrators!)
    await own.deregisterDelegatedAdministrator({ AccountId: Id!, ServicePrincipal: SERVICE });

  const unit = async () =>
    (await own.createOrganizationalUnit({ ParentId: rootId, Name: unique() })).OrganizationalUnit!.Id!;
  const created = async () =>
    (await own.createAccount({ AccountName: 'fuzz', Email: `${unique()}@example.com` })).CreateAccountStatus!;
  const policy = async () => {
    const request = { Name: unique(), Description: '', Type: TYPE, Content: CONTENT } as const;
    return (await own.createPolicy(request)).Policy!.PolicySummary!.Id!;
  };
  const invited = async (account: Account) =>
    (await own.inviteAccountToOrganization({ Target: { Type: 'ACCOUNT', Id: account.accountId } })).Handshake!.Id!;
  const [accepts, declines, leaves, founds, deletes, ignores, invitee] = await Promise.all(
    Array.from({ length: 7 }, () => newAccount(caller)),
  );
  await clientOf(leaves!).acceptHandshake({ HandshakeId: await invited(leaves!) });
  await clientOf(deletes!).createOrganization({});
  const { AccountId: createdAccountId, Id: createRequestId } = await created();
  const [first, second, moved, administrator] = [await created(), await created(), await created(), await created()];
  const [policyId, sparePolicyId, attachedPolicyId] = [await policy(), await policy(), await policy()];
  const unitId = await unit();
  await own.attachPolicy({ PolicyId: attachedPolicyId, TargetId: unitId });
  const openHandshakeId = await invited(ignores!);
  callers.set(openHandshakeId, {
    AcceptHandshake: accepts!,
    DeclineHandshake: declines!,
    LeaveOrganization: leaves!,
    CreateOrganization: founds!,
    DeleteOrganization: deletes!,
  });
  return {
    ...{ rootId, unitId, spareUnitId: await unit(), policyId, sparePolicyId, attachedPolicyId },
    ...{ createdAccountId: createdAccountId!, createRequestId: createRequestId! },
    closedAccountId: first.AccountId!,
    removedAccountId: second.AccountId!,
    movedAccountId: moved.AccountId!,
    administratorId: administrator.AccountId!,
    invitedId: invitee!.accountId,
    ...{ openHandshakeId, acceptedHandshakeId: await invited(accepts!), declinedHandshakeId: await invited(declines!) },
  };
}

/** Calls an operation of Organizations as the account that may. */
export const callAsMember = (
  caller: Caller,
  { openHandshakeId }: OrganizationWorld,
  { operation, input }: { operation: string; input: Input },
): Promise<Answer> =>
  call(callers.get(openHandshakeId)?.[operation] ?? caller, encodeInput('organizations', operation, input));

const tags = [{ Key: 'a', Value: 'b' }];

/** One valid request of every operation of Organizations that is built, each on what those before it left. */
export const organizationInputs: Readonly<Record<string, (world: OrganizationWorld) => Input>> = {
  CreateOrganization: () => ({ FeatureSet: 'ALL' }),
  DescribeOrganization: () => ({}),
  DeleteOrganization: () => ({}),
  CreateAccount: () => ({ AccountName: 'fuzz', Email: `${unique()}@example.com`, Tags: tags }),
  DescribeCreateAccountStatus: ({ createRequestId }) => ({ CreateAccountRequestId: createRequestId }),
  ListCreateAccountStatus: () => ({ States: ['SUCCEEDED'], MaxResults: 5 }),
  DescribeAccount: ({ createdAccountId }) => ({ AccountId: createdAccountId }),
  ListAccounts: () => ({ MaxResults: 5 }),
  CloseAccount: ({ closedAccountId }) => ({ AccountId: closedAccountId }),
  RemoveAccountFromOrganization: ({ removedAccountId }) => ({ AccountId: removedAccountId }),
  LeaveOrganization: () => ({}),
  InviteAccountToOrganization: ({ invitedId }) => ({
    Target: { Type: 'ACCOUNT', Id: invitedId },
    Notes: 'x',
    Tags: tags,
  }),
  DescribeHandshake: ({ openHandshakeId }) => ({ HandshakeId: openHandshakeId }),
  ListHandshakesForAccount: () => ({ Filter: { ActionType: 'INVITE' }, MaxResults: 5 }),
  ListHandshakesForOrganization: () => ({ Filter: { ActionType: 'INVITE' }, MaxResults: 5 }),
  AcceptHandshake: ({ acceptedHandshakeId }) => ({ HandshakeId: acceptedHandshakeId }),
  DeclineHandshake: ({ declinedHandshakeId }) => ({ HandshakeId: declinedHandshakeId }),
  CancelHandshake: ({ openHandshakeId }) => ({ HandshakeId: openHandshakeId }),
  ListRoots: () => ({ MaxResults: 5 }),
  CreateOrganizationalUnit: ({ unitId }) => ({ ParentId: unitId, Name: unique(), Tags: tags }),
  DescribeOrganizationalUnit: ({ unitId }) => ({ OrganizationalUnitId: unitId }),
  UpdateOrganizationalUnit: ({ unitId }) => ({ OrganizationalUnitId: unitId, Name: unique() }),
  DeleteOrganizationalUnit: ({ spareUnitId }) => ({ OrganizationalUnitId: spareUnitId }),
  ListOrganizationalUnitsForParent: ({ rootId }) => ({ ParentId: rootId, MaxResults: 5 }),
  MoveAccount: ({ movedAccountId, rootId, unitId }) => ({
    AccountId: movedAccountId,
    SourceParentId: rootId,
    DestinationParentId: unitId,
  }),
  ListAccountsForParent: ({ unitId }) => ({ ParentId: unitId, MaxResults: 5 }),
  ListParents: ({ createdAccountId }) => ({ ChildId: createdAccountId }),
  ListChildren: ({ rootId }) => ({ ParentId: rootId, ChildType: 'ACCOUNT', MaxResults: 5 }),
  CreatePolicy: () => ({ Name: unique(), Description: 'x', Type: TYPE, Content: CONTENT, Tags: tags }),
  DescribePolicy: ({ policyId }) => ({ PolicyId: policyId }),
  UpdatePolicy: ({ policyId }) => ({ PolicyId: policyId, Name: unique(), Content: CONTENT }),
  DeletePolicy: ({ sparePolicyId }) => ({ PolicyId: sparePolicyId }),
  ListPolicies: () => ({ Filter: TYPE, MaxResults: 5 }),
  AttachPolicy: ({ policyId, unitId }) => ({ PolicyId: policyId, TargetId: unitId }),
  DetachPolicy: ({ attachedPolicyId, unitId }) => ({ PolicyId: attachedPolicyId, TargetId: unitId }),
  ListPoliciesForTarget: ({ unitId }) => ({ TargetId: unitId, Filter: TYPE, MaxResults: 5 }),
  ListTargetsForPolicy: ({ policyId }) => ({ PolicyId: policyId, MaxResults: 5 }),
  DisablePolicyType: ({ rootId }) => ({ RootId: rootId, PolicyType: TYPE }),
  EnablePolicyType: ({ rootId }) => ({ RootId: rootId, PolicyType: TYPE }),
  EnableAWSServiceAccess: () => ({ ServicePrincipal: SERVICE }),
  DisableAWSServiceAccess: () => ({ ServicePrincipal: 'ram.amazonaws.com' }),
  ListAWSServiceAccessForOrganization: () => ({ MaxResults: 5 }),
  RegisterDelegatedAdministrator: ({ administratorId }) => ({ AccountId: administratorId, ServicePrincipal: SERVICE }),
  ListDelegatedAdministrators: () => ({ ServicePrincipal: SERVICE, MaxResults: 5 }),
  ListDelegatedServicesForAccount: ({ administratorId }) => ({ AccountId: administratorId, MaxResults: 5 }),
  DeregisterDelegatedAdministrator: ({ administratorId }) => ({
    AccountId: administratorId,
    ServicePrincipal: SERVICE,
  }),
  TagResource: ({ unitId }) => ({ ResourceId: unitId, Tags: tags }),
  UntagResource: ({ unitId }) => ({ ResourceId: unitId, TagKeys: ['a'] }),
  ListTagsForResource: ({ unitId }) => ({ ResourceId: unitId }),
};
