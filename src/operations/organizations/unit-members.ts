import type { Kysely } from 'kysely';
import type { Constraint } from '../../domain/constraints.ts';
import type { Organization, Unit } from '../../domain/organizations/organization.ts';
import type { DB } from '../../store/schema.ts';
import { findMember, type Member } from '../../views/organizations/members.ts';
import { findUnit } from '../../views/organizations/organization-units.ts';
import { accountNotFound, parentNotFound, unitNotFound } from './organization-faults.ts';

const UNIT = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';
const ROOT = 'r-[0-9a-z]{4,32}';

export const accountIdConstraint: Constraint = { pattern: /^[0-9]{12}$/, form: 'an account ID of 12 digits' };
export const unitIdConstraint: Constraint = { pattern: new RegExp(`^${UNIT}$`), form: 'the ID of a unit, ou-…' };
export const rootIdConstraint: Constraint = { pattern: new RegExp(`^${ROOT}$`), form: 'the ID of a root, r-…' };
export const parentIdConstraint: Constraint = {
  pattern: new RegExp(`^(${ROOT}|${UNIT})$`),
  form: 'the ID of a root, r-…, or of a unit, ou-…',
};
export const targetIdConstraint: Constraint = {
  pattern: new RegExp(`^(${ROOT}|${UNIT}|[0-9]{12})$`),
  form: 'the ID of a root, r-…, of a unit, ou-…, or of an account',
};
export const unitNameConstraint: Constraint = { length: [1, 128] };

/** A member account; faults where the organization has none of that id. */
export async function requireMember(db: Kysely<DB>, { id }: Organization, accountId: string): Promise<Member> {
  const member = await findMember(db, id, accountId);
  if (!member) throw accountNotFound(accountId);
  return member;
}

/** A unit that is not the root. */
export async function requireUnit(db: Kysely<DB>, { id, rootId }: Organization, unitId: string): Promise<Unit> {
  const unit = unitId === rootId ? undefined : await findUnit(db, id, unitId);
  if (!unit) throw unitNotFound(unitId);
  return unit;
}

/** The root or a unit. */
export async function requireParent(
  db: Kysely<DB>,
  { id }: Organization,
  parentId: string,
  notFound = parentNotFound,
): Promise<Unit> {
  const unit = await findUnit(db, id, parentId);
  if (!unit) throw notFound(parentId);
  return unit;
}
