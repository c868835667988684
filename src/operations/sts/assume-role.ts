import type { AssumeRoleRequest, AssumeRoleResponse, Tag } from '@aws-sdk/client-sts';
import type { RoleSession, Sessions } from '../../access/sessions.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { packedPercent, sessionSeconds, sessionTags } from '../../domain/identities/session-terms.ts';
import { parseIdentityPolicy } from '../../domain/policies/parse-policy.ts';
import { assumedRoleArn, type PrincipalSession } from '../../domain/principal.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { findEntity } from '../../store/iam-entity.ts';
import { change } from '../change.ts';
import { authorizeAssumption } from './authorize-assumption.ts';
import { credentialsShape } from './credentials-shape.ts';

const word = { pattern: /^[\w+=,.@-]+$/, form: 'letters, digits and +=,.@_-' } as const;
const tagForm = 'letters, digits, spaces and _.:/=+-@';
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[!-~]*\/)?[\w+=,.@-]{1,64}$/;

export const sessionConstraints: Constraints = {
  RoleArn: {
    length: [20, 2048],
    pattern: roleArn,
    form: 'the ARN of a role, such as arn:aws:iam::111122223333:role/Auditor',
  },
  RoleSessionName: { length: [2, 64], ...word },
  Policy: { length: [1, 2048], pattern: /^[\t\n\r\u0020-\u00ff]+$/, form: 'JSON of characters up to U+00FF' },
  PolicyArns: { items: [0, 10] },
  'PolicyArns[].arn': {
    length: [20, 2048],
    pattern: /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[!-~]+$/,
    form: 'the ARN of a managed policy',
  },
  DurationSeconds: { range: [900, 43_200], integer: true },
};

const constraints: Constraints = {
  ...sessionConstraints,
  Tags: { items: [0, 50] },
  'Tags[].Key': { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, form: tagForm },
  'Tags[].Value': { length: [0, 256], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, form: tagForm },
  TransitiveTagKeys: { items: [0, 50] },
  'TransitiveTagKeys[]': { length: [1, 128] },
  ExternalId: { length: [2, 1224], pattern: /^[\w+=,.@:/\\-]*$/, form: 'letters, digits and +=,.@:/\\-_' },
  SourceIdentity: { length: [2, 64], ...word },
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
    authorizeAssumption(request, role, context);
    const tagged = accepted(
      sessionTags({
        given: tagsOf(request.Tags),
        transitiveKeys: request.TransitiveTagKeys ?? [],
        inherited: passedOn(principal.session),
      }),
    );
    const sourceIdentity = request.SourceIdentity ?? principal.session?.sourceIdentity;
    const chained = principal.kind === 'assumed-role';
    return issueRoleSession(request, { sessions, context, role: role!, chained, more: { ...tagged, sourceIdentity } });
  },
});

interface RoleSessionRequest {
  readonly RoleSessionName?: string | undefined;
  readonly DurationSeconds?: number | undefined;
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

interface Means {
  readonly sessions: Sessions;
  readonly context: RequestContext;
  readonly role: Entity<'role'>;
  readonly chained: boolean;
  readonly more: Partial<RoleSession>;
}

/** A session of a role that may be assumed, with its record in the audit trail. */
export async function issueRoleSession(request: RoleSessionRequest, { sessions, context, role, chained, more }: Means) {
  const { DurationSeconds, RoleSessionName: sessionName, Policy: policy, PolicyArns } = request;
  const { maxSessionSeconds } = role.settings;
  const seconds = sessionSeconds({ seconds: DurationSeconds, maxSessionSeconds, chained });
  if (typeof seconds !== 'number') throw new Fault('ValidationError', seconds.problem);
  const parsed = policy === undefined ? undefined : parseIdentityPolicy(policy);
  if (parsed && !parsed.ok) throw new Fault('MalformedPolicyDocument', parsed.problem);
  const policyArns = PolicyArns?.map(({ arn }) => arn!);
  const cut = { policy, policyArns, ...more };
  const percent = packedPercent(cut);
  if (percent > 100)
    throw new Fault(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    );
  const session: RoleSession = { kind: 'role', roleId: role.id, sessionName: sessionName!, ...cut };
  const issued = sessions.issue(session, { now: context.now, seconds });
  const detail = { sessionName, accessKeyId: issued.accessKeyId, expiresAt: issued.expiresAt };
  await change(context, { resources: [entityArn(role)], detail }, async () => {});
  return {
    Credentials: credentialsShape(issued),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${sessionName}`, Arn: assumedRoleArn(role, sessionName!) },
    PackedPolicySize: percent,
    SourceIdentity: more.sourceIdentity,
  };
}

/** The role of an ARN, of whichever account; undefined where there is none. */
async function findRole(arn: string, { db }: RequestContext): Promise<Entity<'role'> | undefined> {
  const { accountId, resource } = parseArn(arn)!;
  const role = await findEntity(db, { accountId, kind: 'role', name: resource.slice(resource.lastIndexOf('/') + 1) });
  return role && entityArn(role) === arn ? role : undefined;
}

/** Keys that differ in case alone are one key. */
function tagsOf(tags: readonly Tag[] = []): Record<string, string> {
  const keys = new Set(tags.map(({ Key }) => Key!.toLowerCase()));
  if (keys.size < tags.length)
    throw new Fault('ValidationError', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!]));
}

function passedOn({ tags = {}, transitiveTagKeys = [] }: Partial<PrincipalSession> = {}): Record<string, string> {
  const keys = new Set(transitiveTagKeys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => keys.has(key.toLowerCase())));
}

function accepted<T extends object>(found: T | { readonly problem: string }): T {
  if ('problem' in found) throw new Fault('ValidationError', found.problem);
  return found;
}
