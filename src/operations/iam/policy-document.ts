import type { Constraint } from '../../domain/constraints.ts';
import { POLICY_SIZE, sizeOf, TRUST_POLICY_SIZE } from '../../domain/identities/quotas.ts';
import { parseIdentityPolicy, parseTrustPolicy } from '../../domain/policies/parse-policy.ts';
import { Fault } from '../../fault.ts';
import { checkQuota } from './change-identities.ts';

export const documentConstraint: Constraint = {
  length: [1, 131_072],
  pattern: /^[\t\n\r\u0020-\u00ff]+$/,
  form: 'JSON of characters up to U+00FF',
};

/** Faults MalformedPolicyDocument, with the place, where it is no policy of an identity. */
export function checkIdentityPolicy(document: string): void {
  const parsed = parseIdentityPolicy(document);
  if (!parsed.ok) throw new Fault('MalformedPolicyDocument', parsed.problem);
}

/** As above, and LimitExceeded where it is larger than a managed policy can be. */
export function checkManagedPolicy(document: string): void {
  checkIdentityPolicy(document);
  checkQuota(sizeOf(document), POLICY_SIZE);
}

/** As above, of a role's trust policy. */
export function checkTrustPolicy(document: string): void {
  const parsed = parseTrustPolicy(document);
  if (!parsed.ok) throw new Fault('MalformedPolicyDocument', parsed.problem);
  checkQuota(sizeOf(document), TRUST_POLICY_SIZE);
}
