import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import type { Sessions } from '../../access/sessions.ts';
import type { Constraints } from '../../domain/constraints.ts';
import type { PrincipalSession } from '../../domain/principal.ts';
import { CommonFault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { authorizeAssumption } from './authorize-assumption.ts';
import { findRole, issueRoleSession, markConstraints, sessionConstraints, tagsOfSession } from './role-session.ts';

const constraints: Constraints = {
  ...sessionConstraints,
  ...markConstraints,
  ExternalId: { length: [2, 1224], pattern: /^[\w+=,.@:/\\-]*$/, form: 'letters, digits and +=,.@:/\\-_' },
};

/**
 * Temporary credentials of a role, for whom its trust policy trusts. A session can do what the role may at each moment, less
 * what the policies in this request leave out, and ends at once with the role.
 */
export const assumeRole = (sessions: Sessions): Operation<AssumeRoleRequest, AssumeRoleResponse> => ({
  decidesAccess: true,
  constraints,
  async handle(request, context) {
    const { principal } = context;
    if (principal.kind === 'root')
      throw new CommonFault(
        'NotAuthorized',
        'Roles may not be assumed by root accounts; use the key of a user or a role.',
      );
    if (request.SerialNumber !== undefined || request.TokenCode !== undefined)
      throw new CommonFault(
        'NotAuthorized',
        'MultiFactorAuthentication failed, for nobody has an MFA device; leave SerialNumber and TokenCode out.',
      );
    const role = await findRole(request.RoleArn!, context);
    authorizeAssumption(request, { action: 'sts:AssumeRole', role, access: context.access });
    const tagged = tagsOfSession(request, passedOn(principal.session));
    const sourceIdentity = request.SourceIdentity ?? principal.session?.sourceIdentity;
    const chained = principal.kind === 'assumed-role';
    return issueRoleSession(request, { sessions, context, role: role!, chained, told: { ...tagged, sourceIdentity } });
  },
});

function passedOn({ tags = {}, transitiveTagKeys = [] }: Partial<PrincipalSession> = {}): Record<string, string> {
  const keys = new Set(transitiveTagKeys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.has(key.toLowerCase())));
}
