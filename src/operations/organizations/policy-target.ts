import type { Kysely } from 'kysely';
import { isAccountId, type Organization } from '../../domain/organizations/organization.ts';
import { Fault } from '../../fault.ts';
import type { DB } from '../../store/schema.ts';
import { findMember } from '../../views/organizations/members.ts';
import { findUnit } from '../../views/organizations/organization-units.ts';

/** Faults where a root, unit or account is not in the organization. */
export async function requireTarget(db: Kysely<DB>, { id }: Organization, targetId: string): Promise<void> {
  const find = isAccountId(targetId) ? findMember : findUnit;
  if (await find(db, id, targetId)) return;
  throw new Fault('TargetNotFoundException', `There is no root, unit or account ${targetId} in this organization.`);
}

/** Faults where the organization has not let policies count. */
export function requireEnabled({ policiesEnabled }: Organization): void {
  if (!policiesEnabled)
    throw new Fault(
      'PolicyTypeNotEnabledException',
      'Service control policies are not enabled in this organization: EnablePolicyType does that.',
    );
}
