import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { RoleSession, Sessions } from '../../access/sessions.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { packedPercent, sessionSeconds, sessionTags } from '../../domain/identities/session-terms.ts';
import { parseIdentityPolicy } from '../../domain/policies/parse-policy.ts';
import { assumedRoleArn } from '../../domain/principal.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findEntity } from '../../store/iam-entity.ts';
import { readSessionRole } from '../../store/iam-session-role.ts';
import { change } from '../change.ts';
import { credentialsShape } from './credentials-shape.ts';

const word = { pattern: /^[\w+=,.@-]+$/, form: 'letters, digits and +=,.@_-' } as const;
const tagForm = 'letters, digits, spaces and _.:/=+-@';
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[!-~]*\/)?[\w+=,.@-]{1,64}$/;

/** What every request for a session of a role has. */
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

/** Tags and the name of a session. */
export const markConstraints: Constraints = {
  Tags: { items: [0, 50] },
  'Tags[].Key': { length: [1, 128], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, form: tagForm },
  'Tags[].Value': { length: [0, 256], pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, form: tagForm },
  TransitiveTagKeys: { items: [0, 50] },
  'TransitiveTagKeys[]': { length: [1, 128] },
  SourceIdentity: { length: [2, 64], ...word },
};

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
  /** What the session says beside its policies. */
  readonly told: Partial<RoleSession>;
}

/** A session of a role that may be assumed, with its record in the audit trail. */
export async function issueRoleSession(request: RoleSessionRequest, { sessions, context, role, chained, told }: Means) {
  const { DurationSeconds, RoleSessionName: sessionName, Policy: policy, PolicyArns } = request;
  const { maxSessionSeconds } = role.settings;
  const seconds = sessionSeconds({ seconds: DurationSeconds, maxSessionSeconds, chained });
  if (typeof seconds !== 'number') throw new Fault('ValidationError', seconds.problem);
  const parsed = policy === undefined ? undefined : parseIdentityPolicy(policy);
  if (parsed && !parsed.ok) throw new Fault('MalformedPolicyDocument', parsed.problem);
  const policyArns = PolicyArns?.map(({ arn }) => arn!);
  const cut = { policy, policyArns, ...told };
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
    SourceIdentity: told.sourceIdentity,
  };
}

/** The role of an ARN, of whichever account; undefined where there is none. */
export async function findRole(arn: string, { db }: RequestContext): Promise<Entity<'role'> | undefined> {
  const { accountId, resource } = parseArn(arn)!;
  const role = await findEntity(db, { accountId, kind: 'role', name: resource.slice(resource.lastIndexOf('/') + 1) });
  const isThere = role && entityArn(role) === arn && (await readSessionRole(db, role.id));
  return isThere ? role : undefined;
}

type Tagged = Pick<AssumeRoleRequest, 'Tags' | 'TransitiveTagKeys'>;

/** The tags of a session beside those that it inherits. Faults ValidationError. Keys that differ in case alone are one key. */
export function tagsOfSession(
  { Tags = [], TransitiveTagKeys: transitiveKeys = [] }: Tagged,
  inherited: Readonly<Record<string, string>> = {},
): Pick<RoleSession, 'tags' | 'transitiveTagKeys'> {
  const keys = new Set(Tags.map(({ Key }) => Key!.toLowerCase()));
  if (keys.size < Tags.length)
    throw new Fault('ValidationError', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  const given = Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value!]));
  const tags = sessionTags({ given, transitiveKeys, inherited });
  if ('problem' in tags) throw new Fault('ValidationError', tags.problem);
  return tags;
}
