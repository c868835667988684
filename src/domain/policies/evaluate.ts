import type { CompiledStatement, Policy, Question } from './compile-policy.ts';
import type { Grant } from './policy-principal.ts';

/** The policies that have a say in what one principal asks for. */
export interface PolicySets {
  /** Of the user and its groups, or of the role; `all` for an account's root, which needs none. */
  readonly identity: readonly Policy[] | 'all';
  readonly boundary?: Policy;
  /** Given with the session: it may do what any of them allows, of what its role may. */
  readonly session?: readonly Policy[];
  /** Service control policies, level by level from the organization's root to the account: each level has to allow. */
  readonly scps?: readonly (readonly Policy[])[];
  readonly resource?: ResourcePolicy;
}

export interface ResourcePolicy {
  readonly policy: Policy;
  /** Whose resource it is. */
  readonly accountId: string;
  /** Whether nobody gets by without it, as it is with a role's trust policy. */
  readonly required: boolean;
}

export type PolicyKind = 'scp' | 'resource' | 'identity' | 'boundary' | 'session';

export interface Evaluation {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The kind of policy that it comes from: which allowed, which denied, or which did not allow. */
  readonly by: PolicyKind;
  /** The statements that say so; none of an implicit denial. */
  readonly matched: readonly MatchedStatement[];
}

export interface MatchedStatement {
  readonly policy: Policy;
  readonly statement: CompiledStatement;
}

interface Found extends MatchedStatement {
  readonly grant: Grant;
}

/**
 * Whether policies let a principal do an action on a resource. A denial anywhere wins. Else service control policies, a
 * boundary and session policies have to allow it, and so has a policy of the identity, or one of the resource that names
 * who asks. Source: IAM's documentation of its policy evaluation logic, for one account and across accounts.
 */
export function evaluate(question: Question, sets: PolicySets): Evaluation {
  const { identity, boundary, session, scps = [], resource } = sets;
  const find = (policies: readonly Policy[]) => findStatements(policies, question);
  const findOfResource = ({ policy }: ResourcePolicy) =>
    findStatements([policy], { ...question, principal: { ...question.principal, bounded: boundary !== undefined } });
  const found = {
    scp: scps.map(find),
    resource: resource ? findOfResource(resource) : [],
    identity: identity === 'all' ? [] : find(identity),
    boundary: boundary ? find([boundary]) : [],
    session: session ? find(session) : [],
  };
  for (const by of KINDS) {
    const matched = found[by].flat().filter(({ statement }) => statement.effect === 'Deny');
    if (matched.length > 0) return { decision: 'explicitDeny', by, matched };
  }
  if (found.scp.some((level) => level.length === 0)) return implicit('scp');
  const grant = grantOf(found.resource);
  if (resource?.required && !grant) return implicit('resource');
  const granted = grant !== 'account' && resource?.accountId === question.principal.accountId ? grant : undefined;
  if (!granted && identity !== 'all' && found.identity.length === 0) return implicit('identity');
  if (resource && !grant && resource.accountId !== question.principal.accountId) return implicit('resource');
  if (granted !== 'itself') {
    if (boundary && found.boundary.length === 0) return implicit('boundary');
    if (session && found.session.length === 0) return implicit('session');
  }
  return granted
    ? { decision: 'allowed', by: 'resource', matched: found.resource }
    : { decision: 'allowed', by: 'identity', matched: found.identity };
}

/** In the order in which a denial by several is told. */
const KINDS: readonly PolicyKind[] = ['scp', 'resource', 'identity', 'boundary', 'session'];

const implicit = (by: PolicyKind): Evaluation => ({ decision: 'implicitDeny', by, matched: [] });

function findStatements(policies: readonly Policy[], question: Question): Found[] {
  const found: Found[] = [];
  for (const match of statementsAbout(policies, question.action)) {
    const grant = match.statement.applies(question);
    if (grant) found.push({ ...match, grant });
  }
  return found;
}

/** By the policies that somebody has, the statements that are about an action: of many policies few are. */
const about = new WeakMap<readonly Policy[], Map<string, readonly MatchedStatement[]>>();
/** Actions that are remembered of a set of policies. */
const KEPT = 200;

function statementsAbout(policies: readonly Policy[], action: string): readonly MatchedStatement[] {
  const byAction = about.get(policies) ?? new Map<string, readonly MatchedStatement[]>();
  const known = byAction.get(action);
  if (known) return known;
  const name = action.toLowerCase();
  const found = policies.flatMap((policy) =>
    policy.statements.flatMap((statement) => (statement.isAbout(name) ? [{ policy, statement }] : [])),
  );
  if (byAction.size >= KEPT) byAction.clear();
  about.set(policies, byAction.set(action, found));
  return found;
}

const grantOf = (found: readonly Found[]): Grant | undefined =>
  (['itself', 'role', 'account'] as const).find((grant) => found.some((match) => match.grant === grant));
