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
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
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
export function policiesOf(region: string, { kind, name }: Holder) {
  const client = iam(region);
  const [user, group, role] = [{ UserName: name }, { GroupName: name }, { RoleName: name }];
  const by = <T>(forUser: () => T, forGroup: () => T, forRole: () => T): T =>
    ({ user: forUser, group: forGroup, role: forRole })[kind]();
  return {
    async list(): Promise<HeldPolicy[]> {
      const [{ AttachedPolicies: attached = [] }, { PolicyNames: inline = [] }] = await Promise.all([
        by(
          () => client.send(new ListAttachedUserPoliciesCommand(user)),
          () => client.send(new ListAttachedGroupPoliciesCommand(group)),
          () => client.send(new ListAttachedRolePoliciesCommand(role)),
        ),
        by(
          () => client.send(new ListUserPoliciesCommand(user)),
          () => client.send(new ListGroupPoliciesCommand(group)),
          () => client.send(new ListRolePoliciesCommand(role)),
        ),
      ]);
      return [
        ...attached.map(({ PolicyName, PolicyArn }) => ({ name: PolicyName!, arn: PolicyArn! })),
        ...inline.map((inlineName) => ({ name: inlineName })),
      ];
    },
    attach: (PolicyArn: string) =>
      by<Promise<unknown>>(
        () => client.send(new AttachUserPolicyCommand({ ...user, PolicyArn })),
        () => client.send(new AttachGroupPolicyCommand({ ...group, PolicyArn })),
        () => client.send(new AttachRolePolicyCommand({ ...role, PolicyArn })),
      ),
    put: (PolicyName: string, PolicyDocument: string) =>
      by<Promise<unknown>>(
        () => client.send(new PutUserPolicyCommand({ ...user, PolicyName, PolicyDocument })),
        () => client.send(new PutGroupPolicyCommand({ ...group, PolicyName, PolicyDocument })),
        () => client.send(new PutRolePolicyCommand({ ...role, PolicyName, PolicyDocument })),
      ),
    /** The document of one in line. */
    async read(PolicyName: string): Promise<string> {
      const { PolicyDocument: text = '' } = await by<Promise<{ PolicyDocument: string | undefined }>>(
        () => client.send(new GetUserPolicyCommand({ ...user, PolicyName })),
        () => client.send(new GetGroupPolicyCommand({ ...group, PolicyName })),
        () => client.send(new GetRolePolicyCommand({ ...role, PolicyName })),
      );
      return decodeURIComponent(text);
    },
    /** Detaches a managed one, and deletes one in line. */
    remove: ({ name: PolicyName, arn: PolicyArn }: HeldPolicy) =>
      PolicyArn === undefined
        ? by<Promise<unknown>>(
            () => client.send(new DeleteUserPolicyCommand({ ...user, PolicyName })),
            () => client.send(new DeleteGroupPolicyCommand({ ...group, PolicyName })),
            () => client.send(new DeleteRolePolicyCommand({ ...role, PolicyName })),
          )
        : by<Promise<unknown>>(
            () => client.send(new DetachUserPolicyCommand({ ...user, PolicyArn })),
            () => client.send(new DetachGroupPolicyCommand({ ...group, PolicyArn })),
            () => client.send(new DetachRolePolicyCommand({ ...role, PolicyArn })),
          ),
  };
}
