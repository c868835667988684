import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  type ListAttachedUserPoliciesCommandOutput,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  type ListUserPoliciesCommandOutput,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { iam } from '../../aws/iam.ts';

/** What has policies. */
export interface Holder {
  readonly kind: 'user' | 'group' | 'role';
  readonly name: string;
}

/** A policy of a user, a group or a role: a managed one by its ARN, else one in line. */
export interface HeldPolicy {
  readonly name: string;
  readonly arn?: string | undefined;
}

/** IAM has each of its calls on policies three times, with another name for the name. */
interface Calls<T> {
  readonly user: (named: { UserName: string }) => Promise<T>;
  readonly group: (named: { GroupName: string }) => Promise<T>;
  readonly role: (named: { RoleName: string }) => Promise<T>;
}

function callFor<T>({ kind, name }: Holder, calls: Calls<T>): Promise<T> {
  if (kind === 'user') return calls.user({ UserName: name });
  if (kind === 'group') return calls.group({ GroupName: name });
  return calls.role({ RoleName: name });
}

export async function listHeldPolicies(region: string, holder: Holder): Promise<HeldPolicy[]> {
  const client = iam(region);
  const [{ AttachedPolicies: attached = [] }, { PolicyNames: inline = [] }] = await Promise.all([
    callFor<ListAttachedUserPoliciesCommandOutput>(holder, {
      user: (named) => client.send(new ListAttachedUserPoliciesCommand(named)),
      group: (named) => client.send(new ListAttachedGroupPoliciesCommand(named)),
      role: (named) => client.send(new ListAttachedRolePoliciesCommand(named)),
    }),
    callFor<ListUserPoliciesCommandOutput>(holder, {
      user: (named) => client.send(new ListUserPoliciesCommand(named)),
      group: (named) => client.send(new ListGroupPoliciesCommand(named)),
      role: (named) => client.send(new ListRolePoliciesCommand(named)),
    }),
  ]);
  return [
    ...attached.map(({ PolicyName: name, PolicyArn: arn }) => ({ name: name!, arn: arn! })),
    ...inline.map((name) => ({ name })),
  ];
}

export function attachPolicy(region: string, holder: Holder, PolicyArn: string): Promise<unknown> {
  const client = iam(region);
  return callFor<unknown>(holder, {
    user: (named) => client.send(new AttachUserPolicyCommand({ ...named, PolicyArn })),
    group: (named) => client.send(new AttachGroupPolicyCommand({ ...named, PolicyArn })),
    role: (named) => client.send(new AttachRolePolicyCommand({ ...named, PolicyArn })),
  });
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
}

export function putInlinePolicy(region: string, holder: Holder, policy: InlinePolicy): Promise<unknown> {
  const client = iam(region);
  return callFor<unknown>(holder, {
    user: (named) => client.send(new PutUserPolicyCommand({ ...named, ...policy })),
    group: (named) => client.send(new PutGroupPolicyCommand({ ...named, ...policy })),
    role: (named) => client.send(new PutRolePolicyCommand({ ...named, ...policy })),
  });
}

/** The document of a policy in line. */
export async function readInlinePolicy(region: string, holder: Holder, PolicyName: string): Promise<string> {
  const client = iam(region);
  const { PolicyDocument: text = '' } = await callFor<{ PolicyDocument: string | undefined }>(holder, {
    user: (named) => client.send(new GetUserPolicyCommand({ ...named, PolicyName })),
    group: (named) => client.send(new GetGroupPolicyCommand({ ...named, PolicyName })),
    role: (named) => client.send(new GetRolePolicyCommand({ ...named, PolicyName })),
  });
  return decodeURIComponent(text);
}

/** Detaches a managed policy, and deletes one in line. */
export function removePolicy(region: string, holder: Holder, policy: HeldPolicy): Promise<unknown> {
  const client = iam(region);
  const { name: PolicyName, arn: PolicyArn } = policy;
  if (PolicyArn === undefined)
    return callFor<unknown>(holder, {
      user: (named) => client.send(new DeleteUserPolicyCommand({ ...named, PolicyName })),
      group: (named) => client.send(new DeleteGroupPolicyCommand({ ...named, PolicyName })),
      role: (named) => client.send(new DeleteRolePolicyCommand({ ...named, PolicyName })),
    });
  return callFor<unknown>(holder, {
    user: (named) => client.send(new DetachUserPolicyCommand({ ...named, PolicyArn })),
    group: (named) => client.send(new DetachGroupPolicyCommand({ ...named, PolicyArn })),
    role: (named) => client.send(new DetachRolePolicyCommand({ ...named, PolicyArn })),
  });
}
