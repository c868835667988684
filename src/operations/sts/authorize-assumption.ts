import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import type { RequestAccess } from '../../access/request-access.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Entity } from '../../domain/identities/entity.ts';
import { compilePolicy, type Policy } from '../../domain/policies/compile-policy.ts';
import { parseTrustPolicy } from '../../domain/policies/parse-policy.ts';

const NOBODY: Policy = { id: 'trust policy', statements: [], keys: [] };

/** A role that is not there trusts nobody, so that nobody learns by asking which roles there are. */
export function trustPolicy(role: Entity<'role'> | undefined): Policy {
  const parsed = role && parseTrustPolicy(role.settings.trustPolicy);
  return parsed?.ok ? compilePolicy('trust policy', parsed.policy) : NOBODY;
}

type Asked = Pick<
  AssumeRoleRequest,
  'RoleArn' | 'RoleSessionName' | 'ExternalId' | 'SourceIdentity' | 'Tags' | 'TransitiveTagKeys'
>;

interface Assumption {
  readonly action: 'sts:AssumeRole' | 'sts:AssumeRoleWithWebIdentity';
  readonly role: Entity<'role'> | undefined;
  readonly access: RequestAccess;
  /** Values of further condition keys. */
  readonly told?: Readonly<Record<string, readonly string[]>>;
}

/** Throws NotAuthorized where the role does not trust who asks, or where they may not assume it, with those tags and that name. */
export function authorizeAssumption(request: Asked, { action: asked, role, access, told }: Assumption): void {
  const { RoleArn: resource, Tags = [], TransitiveTagKeys = [], SourceIdentity } = request;
  const policy = { policy: trustPolicy(role), accountId: parseArn(resource!)!.accountId, required: true };
  const values = {
    'sts:RoleSessionName': [request.RoleSessionName],
    'sts:ExternalId': [request.ExternalId],
    'sts:SourceIdentity': [SourceIdentity],
    'sts:TransitiveTagKeys': TransitiveTagKeys,
  };
  const given = Object.entries(values).map(([key, all]) => [key, all.flatMap((value) => value ?? [])] as const);
  const keys = { '*': { ...told, ...Object.fromEntries(given.filter(([, all]) => all.length > 0)) } };
  const actions: string[] = [asked];
  if (Tags.length > 0) actions.push('sts:TagSession');
  if (SourceIdentity !== undefined) actions.push('sts:SetSourceIdentity');
  const guarded = { resource: resource!, policy, tags: role?.tags ?? {} };
  for (const action of actions) access.authorizeOnGuarded({ action, ...guarded }, { keys });
}
