import type { Kysely } from 'kysely';
import type { Constraint } from '../../domain/constraints.ts';
import { FULL_ACCESS, type Organization, QUOTAS } from '../../domain/organizations/organization.ts';
import { parseIdentityPolicy } from '../../domain/policies/parse-policy.ts';
import { Fault } from '../../fault.ts';
import type { DB } from '../../store/schema.ts';
import { findPolicy, type PolicyRow } from '../../views/organizations/organization-policies.ts';
import { invalidInput, violates } from './organization-faults.ts';

/** The one type of policy that is there. */
export const SCP = 'SERVICE_CONTROL_POLICY';

export const policyIdConstraint: Constraint = { pattern: /^p-[0-9a-zA-Z_]{8,128}$/, form: 'the ID of a policy, p-…' };
export const policyNameConstraint: Constraint = { length: [1, 128] };
export const policyDescriptionConstraint: Constraint = { length: [0, 512] };
export const policyContentConstraint: Constraint = { length: [1, 1_000_000] };

/** Faults on a type of policy that is not there. */
export function checkPolicyType(type: string | undefined): void {
  if (type !== SCP)
    throw invalidInput('INVALID_ENUM_POLICY_TYPE', `There are no policies of the type ${type}, only ${SCP}.`);
}

/** Faults on a document that is too long or is no service control policy. */
export function checkPolicyContent(content: string): void {
  if (content.length > QUOTAS.policyCharacters)
    throw violates(
      'POLICY_CONTENT_LIMIT_EXCEEDED',
      `A policy can have ${QUOTAS.policyCharacters} characters; this one has ${content.length}.`,
    );
  const parsed = parseIdentityPolicy(content);
  if (!parsed.ok)
    throw new Fault('MalformedPolicyDocumentException', `The provided policy document is not valid: ${parsed.problem}`);
}

/** A policy of the organization, or the one that AWS made. */
export async function requirePolicy(db: Kysely<DB>, { id }: Organization, policyId: string): Promise<PolicyRow> {
  const policy = await findPolicy(db, id, policyId);
  if (!policy) throw new Fault('PolicyNotFoundException', `There is no policy ${policyId} in this organization.`);
  return policy;
}

/** As `requirePolicy`, for changes, which the one that AWS made does not take. */
export async function requireOwnPolicy(db: Kysely<DB>, organization: Organization, id: string): Promise<PolicyRow> {
  if (id === FULL_ACCESS.id) throw invalidInput('IMMUTABLE_POLICY', `AWS made ${id}; it cannot be changed.`);
  return requirePolicy(db, organization, id);
}

export const duplicatePolicy = (name: string): Fault =>
  new Fault('DuplicatePolicyException', `There is a policy named "${name}" in this organization.`);
