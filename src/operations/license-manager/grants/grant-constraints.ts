import type { Constraint, Constraints } from '../../../domain/constraints.ts';
import { GRANTABLE } from '../../../domain/issued/grant.ts';
import { line } from '../issued/issued-terms.ts';

/** Why a grant is as it is (model, StatusReasonMessage). */
export const reasonConstraint: Constraint = { length: [1, 400] };
/** The number of a version. */
export const versionConstraint: Constraint = { length: [1, 10] };

/** The members of a grant. */
export const grantConstraints: Constraints = {
  GrantName: line(255),
  AllowedOperations: { items: [1, 8] },
  'AllowedOperations[]': { oneOf: GRANTABLE },
};

/** Each operation once, in the order in which they were given. */
export const operationsOf = (given: readonly string[]): string[] => [...new Set(given)];
