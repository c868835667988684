import assert from 'node:assert/strict';
import { compilePolicy, type Policy } from '../../src/domain/policies/compile-policy.ts';
import type { PolicyKind } from '../../src/domain/policies/evaluate.ts';
import { type ParsedPolicy, parseIdentityPolicy, parseResourcePolicy } from '../../src/domain/policies/parse-policy.ts';
import type { PolicyPrincipal } from '../../src/domain/policies/policy-principal.ts';
import { allow, deny, type Element } from './access-world.ts';

// Who asks, and by which policies, in the table of how requests are decided.

export { allow, deny };

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';

export const ann: PolicyPrincipal = { kind: 'user', arn: `arn:aws:iam::${ACCOUNT}:user/ann`, accountId: ACCOUNT };
export const root: PolicyPrincipal = { kind: 'root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT };
export const session: PolicyPrincipal = {
  kind: 'assumed-role',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/work`,
  accountId: ACCOUNT,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/auditor`,
};

/** A question; by default of Ann, for an object in a bucket. */
export interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly keys?: Readonly<Record<string, string | readonly string[]>>;
  readonly principal?: PolicyPrincipal;
}

export const allowed = (by: PolicyKind): string => `allowed by ${by}`;
export const denied = (by: PolicyKind): string => `explicitDeny by ${by}`;
export const undecided = (by: PolicyKind): string => `implicitDeny by ${by}`;

function compiled(parsed: ParsedPolicy): Policy {
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return compilePolicy('policy', parsed.policy);
}

const text = (Version: string, Statement: readonly Element[]) => JSON.stringify({ Version, Statement });

export const policy = Object.assign(
  (...statements: readonly Element[]) => compiled(parseIdentityPolicy(text('2012-10-17', statements))),
  {
    older: (...statements: readonly Element[]) => compiled(parseIdentityPolicy(text('2008-10-17', statements))),
  },
);

export const resourcePolicy = (...statements: readonly Element[]): Policy =>
  compiled(parseResourcePolicy(text('2012-10-17', statements)));
