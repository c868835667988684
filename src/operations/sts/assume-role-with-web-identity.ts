import type { AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse } from '@aws-sdk/client-sts';
import { requestAccess, requestFacts } from '../../access/request-access.ts';
import type { Sessions } from '../../access/sessions.ts';
import { parseArn } from '../../domain/arn.ts';
import { findViolation } from '../../domain/constraints.ts';
import type { OpenIdProvider, WebIdentity } from '../../domain/identities/openid-provider.ts';
import { createDecisionMemory } from '../../domain/policies/decision-memory.ts';
import { ANONYMOUS } from '../../domain/principal.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { authorizeAssumption } from './authorize-assumption.ts';
import { type Believing, identify } from './identify-holder.ts';
import { findRole, issueRoleSession, markConstraints, sessionConstraints, tagsOfSession } from './role-session.ts';

interface Means extends Believing {
  readonly sessions: Sessions;
}

/** STS has no Region of its own; what nobody signed for another is put down as this one's. */
const REGION = 'us-east-1';

/**
 * Temporary credentials of a role for who has a token of an OpenID provider that the role's trust policy trusts. The token is
 * the proof, so that nobody signs. The provider is one of the role's account or of the installation, or License Manager, which
 * makes tokens for the licenses that an account issues.
 */
export const assumeRoleWithWebIdentity = ({
  sessions,
  ...believing
}: Means): Operation<AssumeRoleWithWebIdentityRequest, AssumeRoleWithWebIdentityResponse> => ({
  unsigned: true,
  constraints: {
    ...sessionConstraints,
    WebIdentityToken: { length: [4, 20_000] },
    ProviderId: { length: [4, 2048] },
  },
  async handle(request, context) {
    if (request.ProviderId !== undefined)
      throw new Fault(
        'ValidationError',
        'ProviderId is for OAuth 2.0 access tokens of Amazon and Facebook, which are not taken here; leave it out.',
      );
    const { accountId } = parseArn(request.RoleArn!)!;
    const { provider, identity } = await identify(request.WebIdentityToken!, believing, { accountId, context });
    const role = await findRole(request.RoleArn!, context);
    const marks = marksOf(identity);
    const own = contextOf(context, { accountId, provider, identity });
    const access = accessOf(own, { provider, marks });
    const asked = { ...marks, RoleArn: request.RoleArn, RoleSessionName: request.RoleSessionName };
    authorizeAssumption(asked, { action: 'sts:AssumeRoleWithWebIdentity', role, access, told: identity.keys });
    const told = {
      ...tagsOfSession(marks),
      sourceIdentity: marks.SourceIdentity,
      federatedProvider: provider.principal,
    };
    const issued = await issueRoleSession(request, { sessions, context: own, role: role!, chained: false, told });
    const { subject, audience } = identity;
    return {
      ...issued,
      ...{ SubjectFromWebIdentityToken: subject, Audience: audience.join(','), Provider: provider.principal },
    };
  },
});

/** What the provider says of the session, as AssumeRole's caller would. Faults IDPRejectedClaim. */
function marksOf({ tags, transitiveTagKeys, sourceIdentity }: WebIdentity) {
  const marks = { Tags: [...tags], TransitiveTagKeys: [...transitiveTagKeys], SourceIdentity: sourceIdentity };
  const violation = findViolation(markConstraints, marks);
  if (violation) throw new Fault('IDPRejectedClaim', `What the token says of the session: ${violation.message}`);
  return marks;
}

interface Coming {
  readonly accountId: string;
  readonly provider: OpenIdProvider;
  readonly identity: WebIdentity;
}

/** The request as one in the account of the role, by who has the token (CloudTrail, userIdentity). */
function contextOf(context: RequestContext, { accountId, provider, identity }: Coming): RequestContext {
  const { principal: identityProvider, name } = provider;
  const { subject: userName, audience } = identity;
  const principalId = `${identityProvider}:${audience.join(',')}:${userName}`;
  const userIdentity = { type: 'WebIdentityUser', principalId, userName, identityProvider };
  const principal = { ...ANONYMOUS, accountId, arn: `${name}/${userName}`, userId: principalId };
  const call = context.call && { ...context.call, userIdentity };
  return { ...context, accountId, principal, region: context.region || REGION, call };
}

/** Nothing but the role's trust policy says what who comes by a provider may do. */
function accessOf(context: RequestContext, { provider, marks }: { provider: OpenIdProvider; marks: object }) {
  const { accountId, principal, db } = context;
  const who = { kind: 'federated', arn: provider.principal, accountId } as const;
  const none = { policies: { identity: [] }, keys: () => ({}), asksOfResources: false };
  const rights = { principal: who, ...none, memory: createDecisionMemory() };
  const facts = requestFacts({ ...marks }, context);
  return requestAccess({ principal: { ...principal, arn: provider.principal }, rights, facts, db });
}
