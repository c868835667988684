import type { Kysely } from 'kysely';
import type { Policy } from '../domain/policies/compile-policy.ts';
import type { PolicySets } from '../domain/policies/evaluate.ts';
import { isOfResource } from '../domain/policies/request-context.ts';
import type { Rights } from '../domain/policies/rights.ts';
import type { Principal, PrincipalSession } from '../domain/principal.ts';
import { readIdentityRevision } from '../store/identity-revision.ts';
import { type PrincipalPolicies, readPrincipalPolicies } from '../store/principal-policies.ts';
import type { DB } from '../store/schema.ts';
import { type PolicyLibrary, policyLibrary } from './policy-library.ts';

/** What an organization sets above an account. */
export interface AccountLimits {
  readonly organizationId: string;
  /** Service control policies, level by level from the organization's root to the account. */
  readonly scps: readonly (readonly Policy[])[];
}

export interface RightsOptions {
  readonly db: Kysely<DB>;
  /** The text of a ready-made policy, by its ARN. */
  readonly readyMade: (arn: string) => string | undefined;
  /** Undefined for an account that is in no organization. */
  readonly limitsOf?: (accountId: string) => Promise<AccountLimits | undefined>;
  /** Milliseconds. */
  readonly clock?: () => number;
}

export interface PrincipalRights {
  /**
   * What a user, a role or a root may do. Undefined where policies say nothing: of a root that nothing limits, of a user
   * or role that is gone, and of other principals. What another server changed is a second old at the most.
   */
  readonly of: (principal: Principal) => Promise<Rights | undefined>;
  /** What this server knows of an account is read anew: something of it changed. */
  readonly forget: (accountId: string) => void;
}

/** Milliseconds for which it is not asked whether identities of an account changed. */
const FRESH_MS = 1_000;
/** Principals, and accounts, of which the policies are kept; of more, the one that was idle longest is forgotten. */
const KEPT = 10_000;

/**
 * Reads what principals may do and keeps it for as long as nothing changes in their account, which its revision tells. So
 * many principals cost one small read a second for their account, and a load of policies once.
 */
export function createRights({ db, readyMade, limitsOf, clock = Date.now }: RightsOptions): PrincipalRights {
  const library = policyLibrary(readyMade);
  const revisions = new Map<string, { readonly value: Promise<string>; readonly until: number }>();
  const loaded = new Map<string, { readonly revision: string; readonly rights: Promise<Rights | undefined> }>();

  const revisionOf = (accountId: string): Promise<string> => {
    const known = revisions.get(accountId);
    if (known && clock() < known.until) return known.value;
    const value = readIdentityRevision(db, accountId);
    value.catch(() => revisions.delete(accountId));
    keep(revisions, accountId, { value, until: clock() + FRESH_MS });
    return value;
  };
  const entityRights = async ({ accountId, userId }: Principal): Promise<Rights | undefined> => {
    const entityId = userId.replace(/:.*$/s, '');
    const revision = await revisionOf(accountId);
    const known = loaded.get(entityId);
    const entry = known?.revision === revision ? known : { revision, rights: load(db, library, entityId) };
    entry.rights.catch(() => loaded.delete(entityId));
    keep(loaded, entityId, entry);
    return entry.rights;
  };

  return {
    of: async (principal) => {
      if (!['root', 'user', 'assumed-role'].includes(principal.kind)) return undefined;
      const limits = await limitsOf?.(principal.accountId);
      if (principal.kind === 'root') return limits && withLimits(rootRights(principal), limits);
      const rights = await entityRights(principal);
      const own = rights && principal.session ? withSession(rights, principal, principal.session) : rights;
      return own && limits ? withLimits(own, limits) : own;
    },
    forget: (accountId) => void revisions.delete(accountId),
  };
}

function keep<T>(entries: Map<string, T>, key: string, entry: T): void {
  entries.delete(key);
  entries.set(key, entry);
  if (entries.size > KEPT) entries.delete(entries.keys().next().value!);
}

async function load(db: Kysely<DB>, library: PolicyLibrary, entityId: string): Promise<Rights | undefined> {
  const kept = await readPrincipalPolicies(db, entityId);
  if (!kept) return undefined;
  const { inline, managed, boundary } = kept;
  return rightsOf(keysOfEntity(kept, entityId), {
    identity: [...inline, ...managed].map(library.compile),
    ...(boundary && { boundary: library.compile(boundary) }),
  });
}

function rightsOf({ principal, keys }: Pick<Rights, 'principal' | 'keys'>, policies: PolicySets): Rights {
  const { identity, boundary, session = [], scps = [] } = policies;
  const all = [...(identity === 'all' ? [] : identity), ...(boundary ? [boundary] : []), ...session, ...scps.flat()];
  return { principal, keys, policies, asksOfResources: all.some((policy) => policy.keys.some(isOfResource)) };
}

function keysOfEntity({ accountId, kind, path, name, tags }: PrincipalPolicies, entityId: string) {
  const arn = `arn:aws:iam::${accountId}:${kind}${path}${name}`;
  const ofTags = Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, [value]] as const);
  const keys = {
    'aws:PrincipalArn': [arn],
    'aws:PrincipalAccount': [accountId],
    'aws:PrincipalType': [kind === 'user' ? 'User' : 'AssumedRole'],
    ...(kind === 'user' && { 'aws:userid': [entityId], 'aws:username': [name] }),
    ...Object.fromEntries(ofTags),
  };
  const principal =
    kind === 'user' ? { kind, arn, accountId } : { kind: 'assumed-role' as const, arn, accountId, roleArn: arn };
  return { principal, keys };
}

/** A session of a role has an ARN of its own. */
function withSession(
  { principal, keys, policies, ...rest }: Rights,
  { kind, arn, userId }: Principal,
  session: PrincipalSession,
): Rights {
  const ofRole = kind === 'assumed-role' && { 'aws:userid': [userId] };
  return {
    ...rest,
    policies,
    principal: { ...principal, arn },
    keys: { ...keys, ...ofRole, 'aws:TokenIssueTime': [session.issuedAt.toISOString()] },
  };
}

function rootRights({ arn, accountId }: Principal): Rights {
  const keys = {
    'aws:PrincipalArn': [arn],
    'aws:PrincipalAccount': [accountId],
    'aws:PrincipalType': ['Account'],
    'aws:userid': [accountId],
  };
  return rightsOf({ principal: { kind: 'root', arn, accountId }, keys }, { identity: 'all' });
}

const withLimits = ({ principal, keys, policies }: Rights, { organizationId, scps }: AccountLimits): Rights =>
  rightsOf({ principal, keys: { ...keys, 'aws:PrincipalOrgID': [organizationId] } }, { ...policies, scps });
