import type { Keys } from '../../domain/policies/context.ts';

/** The permissions boundary that a request gives to a user or a role, for conditions. */
export const boundaryKeys = ({
  PermissionsBoundary: arn,
}: {
  readonly PermissionsBoundary?: string | undefined;
}): Keys => (arn === undefined ? {} : { 'iam:PermissionsBoundary': [arn] });
