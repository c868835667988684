import type { Account } from '../given.ts';

export const PASSWORD = 'Correct-horse-1';

export const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

interface Given {
  readonly policies?: readonly string[];
  readonly reset?: boolean;
}

/** A user with a password and ready-made policies; what they sign in with. */
export async function givenUser(
  { iam, accountId }: Account,
  userName: string,
  { policies = [], reset = false }: Given = {},
) {
  await iam.createUser({ UserName: userName });
  await iam.createLoginProfile({ UserName: userName, Password: PASSWORD, PasswordResetRequired: reset });
  for (const name of policies) await iam.attachUserPolicy({ UserName: userName, PolicyArn: managed(name) });
  return { account: accountId, userName, password: PASSWORD };
}

/** A role with a ready-made policy that an account's users may assume, if their policies let them. */
export async function givenRole(
  { iam }: Account,
  roleName: string,
  { trusts, policy }: { trusts: string; policy: string },
): Promise<void> {
  const Statement = { Effect: 'Allow', Principal: { AWS: trusts }, Action: 'sts:AssumeRole' };
  await iam.createRole({ RoleName: roleName, AssumeRolePolicyDocument: JSON.stringify({ Statement }) });
  await iam.attachRolePolicy({ RoleName: roleName, PolicyArn: managed(policy) });
}
