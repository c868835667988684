import type { Kysely } from 'kysely';
import type { Policy } from '../domain/policies/compile-policy.ts';
import { createDecisionMemory, type DecisionMemory } from '../domain/policies/decision-memory.ts';
import type { PolicySets } from '../domain/policies/evaluate.ts';
import { isOfResource } from '../domain/policies/request-context.ts';
import type { Rights } from '../domain/policies/rights.ts';
import type { Principal } from '../domain/principal.ts';
import { readPrincipalPolicies } from '../store/iam-principal.ts';
import { readIdentityRevision } from '../store/identity-revision.ts';
import { type AccountLimits, readAccountLimits } from '../store/organization-limits.ts';
import type { DB } from '../store/schema.ts';
import { createPolicyLibrary, type PolicyLibrary } from './policy-library.ts';

export interface RightsOptions {
  readonly db: Kysely<DB>;
  /** Milliseconds. */
  readonly clock?: () => number;
}

export interface PrincipalRights {
  /**
   * What a user, a role or a root may do. Undefined where policies say nothing: of a root that nothing limits, of a user
   * or a role that is gone, and of other principals. What changed is seen after a second at the latest.
   */
  readonly of: (principal: Principal) => Promise<Rights | undefined>;
  /** What changed of an account is seen at once. */
  readonly forget: (accountId: string) => void;
  /** What changed above accounts is, whosever they are. */
  readonly forgetLimits: () => void;
}

/** What is known of a user or a role for as long as the identities of its account stay as they are. */
interface Known {
  /** What was decided under the limits of the account. */
  readonly memories: WeakMap<object, DecisionMemory>;
  readonly policies: PolicySets;
  /** Whether one of them asks for what resources are. */
  readonly asksOfResources: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

interface Limits extends Pick<AccountLimits, 'organizationId'> {
  readonly scps: PolicySets['scps'];
  readonly asksOfResources: boolean;
}

/** Milliseconds for which it is not asked whether something of an account changed. */
const FRESH_MS = 1_000;
/** Identities, and accounts, that are kept, a few kilobytes each; of more, the one that was idle longest is forgotten. */
const KEPT = 5_000;

/**
 * Reads what principals may do and keeps it for as long as nothing changes in their account, which its revision tells. So
 * many principals cost one small read a second for their account, and each a load of its policies once.
 */
export function createRights({ db, clock = Date.now }: RightsOptions): PrincipalRights {
  const library = createPolicyLibrary();
  const revisions = createShortMemory((accountId) => readIdentityRevision(db, accountId), clock);
  const limits = createShortMemory(createLimits(db, library), clock);
  const loaded = new Map<string, { readonly revision: string; readonly known: Promise<Known | undefined> }>();

  const knownOf = async (accountId: string, id: string): Promise<Known | undefined> => {
    const revision = await revisions.get(accountId);
    const last = loaded.get(id);
    if (last?.revision === revision) {
      keep(loaded, id, last);
      return last.known;
    }
    const known = load(db, library, id);
    keep(loaded, id, { revision, known });
    known.catch(() => loaded.delete(id));
    return known;
  };
  return {
    of: async (principal) => {
      const { kind, accountId, identity } = principal;
      if (kind !== 'root' && !identity) return undefined;
      const above = await limits.get(accountId);
      if (!identity) return above && rightsOf(principal, ALL, above);
      const known = await knownOf(accountId, identity.id);
      return known && rightsOf(principal, inSession(principal, known, library), above);
    },
    forget: revisions.forget,
    forgetLimits: limits.clear,
  };
}

/** What a root may do where nothing limits it. */
const ALL: Known = { policies: { identity: 'all' }, asksOfResources: false, tags: {}, memories: new WeakMap() };

const askOfResources = (policies: readonly Policy[]): boolean => policies.some(({ keys }) => keys.some(isOfResource));

/** Remembers for a moment what is asked for often. */
function createShortMemory<T>(load: (key: string) => Promise<T>, clock: () => number) {
  const entries = new Map<string, { readonly value: Promise<T>; readonly until: number }>();
  return {
    get: (key: string): Promise<T> => {
      const entry = entries.get(key);
      if (entry && clock() < entry.until) return entry.value;
      const value = load(key);
      value.catch(() => entries.delete(key));
      keep(entries, key, { value, until: clock() + FRESH_MS });
      return value;
    },
    forget: (key: string) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}

function keep<T>(entries: Map<string, T>, key: string, entry: T): void {
  entries.delete(key);
  entries.set(key, entry);
  if (entries.size > KEPT) entries.delete(entries.keys().next().value!);
}

async function load(db: Kysely<DB>, compile: PolicyLibrary, id: string): Promise<Known | undefined> {
  const found = await readPrincipalPolicies(db, id);
  if (!found) return undefined;
  const identity = found.identity.map(compile);
  const boundary = found.boundary && compile(found.boundary);
  const asksOfResources = askOfResources([...identity, ...(boundary ? [boundary] : [])]);
  const policies = { identity, ...(boundary && { boundary }) };
  return { policies, asksOfResources, tags: found.tags, memories: new WeakMap() };
}

/** Reads what limits an account; as long as that stays, it is the same object, so that what was decided under it stays known. */
function createLimits(db: Kysely<DB>, compile: PolicyLibrary): (accountId: string) => Promise<Limits | undefined> {
  const last = new Map<string, { readonly text: string; readonly limits: Limits }>();
  return async (accountId) => {
    const found = await readAccountLimits(db, accountId);
    if (!found) return undefined;
    const text = JSON.stringify(found);
    const known = last.get(accountId);
    const entry = known?.text === text ? known : { text, limits: compileLimits(found, compile) };
    keep(last, accountId, entry);
    return entry.limits;
  };
}

function compileLimits({ organizationId, scps: levels }: AccountLimits, compile: PolicyLibrary): Limits {
  const scps = levels?.map((level) => level.map(compile));
  return { organizationId, scps, asksOfResources: askOfResources(scps?.flat() ?? []) };
}

/** A session can do what one of its own policies allows as well; its tags come before those of its role. */
function inSession({ session }: Principal, known: Known, compile: PolicyLibrary): Known {
  if (!session?.policies && !session?.tags) return known;
  const { policies, tags } = known;
  const more = session.policies?.map(compile);
  const own = new Set(Object.keys(session.tags ?? {}).map((key) => key.toLowerCase()));
  const ofRole = Object.entries(tags).filter(([key]) => !own.has(key.toLowerCase()));
  return {
    policies: more ? { ...policies, session: more } : policies,
    asksOfResources: known.asksOfResources || askOfResources(more ?? []),
    tags: { ...Object.fromEntries(ofRole), ...session.tags },
    memories: new WeakMap(),
  };
}

function rightsOf(principal: Principal, known: Known, above: Limits | undefined): Rights {
  const policies = above?.scps ? { ...known.policies, scps: above.scps } : known.policies;
  const { kind, arn, accountId, identity: has } = principal;
  return {
    principal: { kind: kind as 'root', arn, accountId, ...(kind === 'assumed-role' && { roleArn: has!.arn }) },
    policies,
    keys: () => keysOf(principal, known, above),
    memory: memoryOf(known, above ?? UNLIMITED),
    asksOfResources: known.asksOfResources || above?.asksOfResources === true,
  };
}

/** In place of limits, where there are none. */
const UNLIMITED = {};

function memoryOf({ memories }: Known, above: object): DecisionMemory {
  const known = memories.get(above);
  if (known) return known;
  const made = createDecisionMemory();
  memories.set(above, made);
  return made;
}

const TYPES: Partial<Record<Principal['kind'], string>> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
};

/** What conditions can ask of who asks (IAM user guide, global condition keys). */
function keysOf(
  { kind, arn, accountId, userId, identity, session }: Principal,
  { tags }: Known,
  above: Limits | undefined,
) {
  const own = identity?.arn ?? arn;
  const keys: Record<string, readonly string[]> = {
    'aws:PrincipalArn': [own],
    'aws:PrincipalAccount': [accountId],
    'aws:PrincipalType': [TYPES[kind]!],
    'aws:userid': [userId],
    ...(kind === 'user' && { 'aws:username': [own.replace(/^.*\//, '')] }),
    ...(above && { 'aws:PrincipalOrgID': [above.organizationId] }),
    ...(session && { 'aws:TokenIssueTime': [session.issuedAt.toISOString()], 'aws:MultiFactorAuthPresent': ['false'] }),
    ...(session?.federatedProvider && { 'aws:FederatedProvider': [session.federatedProvider] }),
    ...(session?.sourceIdentity && { 'aws:SourceIdentity': [session.sourceIdentity] }),
  };
  for (const [key, value] of Object.entries(tags)) keys[`aws:PrincipalTag/${key}`] = [value];
  return keys;
}
