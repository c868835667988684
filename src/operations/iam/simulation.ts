import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import { parseArn } from '../../domain/arn.ts';
import { compilePolicy, type Policy } from '../../domain/policies/compile-policy.ts';
import { keysOf } from '../../domain/policies/condition-keys.ts';
import { contextOf } from '../../domain/policies/context.ts';
import { type Evaluation, evaluate, type MatchedStatement, type PolicySets } from '../../domain/policies/evaluate.ts';
import { type ParsedPolicy, parseIdentityPolicy, parseResourcePolicy } from '../../domain/policies/parse-policy.ts';
import type { PolicyPrincipal } from '../../domain/policies/policy-principal.ts';
import { Fault } from '../../fault.ts';

export interface PolicyInput {
  readonly id: string;
  readonly document: string;
}

/** What a simulation decides by. Documents are as they came. */
export interface Simulation {
  readonly identity: readonly PolicyInput[];
  readonly boundary?: PolicyInput | undefined;
  readonly scps?: readonly (readonly PolicyInput[])[] | undefined;
  readonly resourcePolicy?: { readonly document: string; readonly owner: string } | undefined;
  readonly principal: PolicyPrincipal;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** One question of a simulation. */
export interface Simulated {
  readonly action: string;
  readonly resource: string;
}

export interface Simulator {
  readonly answer: (question: Simulated) => EvaluationResult;
  /** How much is looked at and told for one question: statements and condition keys. */
  readonly weight: number;
}

/** Answers questions by the code that decides requests. Faults InvalidInput where a document is no policy. */
export function createSimulator({ identity, boundary, scps, resourcePolicy, principal, keys }: Simulation): Simulator {
  const asked = new Set<string>();
  let weight = 1;
  const read = (parse: (text: string) => ParsedPolicy, { id, document }: PolicyInput, noted = true): Policy => {
    const parsed = parse(document);
    if (!parsed.ok) throw invalidInput(`${id}: ${parsed.problem}`);
    if (noted) for (const key of keysOf(parsed.policy)) asked.add(key);
    const policy = compilePolicy(id, parsed.policy);
    weight += policy.statements.length;
    return policy;
  };
  const sets: PolicySets = {
    identity: identity.map((policy) => read(parseIdentityPolicy, policy)),
    ...(boundary && { boundary: read(parseIdentityPolicy, boundary) }),
    ...(scps && { scps: scps.map((level) => level.map((policy) => read(parseIdentityPolicy, policy, false))) }),
    ...(resourcePolicy && {
      resource: {
        policy: read(parseResourcePolicy, { id: 'ResourcePolicy', document: resourcePolicy.document }),
        accountId: resourcePolicy.owner,
        required: false,
      },
    }),
  };
  const context = contextOf(keys);
  const missing = [...asked].filter((key) => context(key.toLowerCase()) === undefined);
  const answer = ({ action, resource }: Simulated): EvaluationResult => {
    const evaluation = evaluate({ action, resource, context, principal }, sets);
    return resultOf({ action, resource }, { evaluation, sets, missing });
  };
  return { answer, weight: weight + missing.length };
}

interface Found {
  readonly evaluation: Evaluation;
  readonly sets: PolicySets;
  readonly missing: readonly string[];
}

function resultOf({ action, resource }: Simulated, { evaluation, sets, missing }: Found): EvaluationResult {
  const { decision, by, matched } = evaluation;
  const told = {
    MatchedStatements: by === 'scp' ? [] : [...new Set(matched.map(sourceOf))].map((id) => sourceShape(id)),
    MissingContextValues: [...missing],
  };
  const boundary = sets.boundary && {
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: by !== 'boundary' },
  };
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: decision,
    ...told,
    ...boundary,
    ...(sets.scps && { OrganizationsDecisionDetail: { AllowedByOrganizations: by !== 'scp' } }),
    ...(resource !== '*' && {
      ResourceSpecificResults: [{ EvalResourceName: resource, EvalResourceDecision: decision, ...told, ...boundary }],
    }),
  };
}

const sourceOf = ({ policy }: MatchedStatement): string => policy.id;

/** Of an inline policy it is not known whose of a user's and its groups' it is. */
function sourceShape(id: string) {
  if (id === 'ResourcePolicy') return { SourcePolicyId: id, SourcePolicyType: 'resource' as const };
  const [, owner] = /^arn:aws:iam::(aws|\d{12}):policy\//.exec(id) ?? [];
  if (!owner) return { SourcePolicyId: id };
  return {
    SourcePolicyId: id,
    SourcePolicyType: owner === 'aws' ? ('aws-managed' as const) : ('user-managed' as const),
  };
}

/** Whom an ARN is of, as policies see them. Faults InvalidInput where it is nobody's. */
export function principalOf(text: string): PolicyPrincipal {
  const arn = parseArn(text);
  const [, kind] = /^(root$|user\/|assumed-role\/)/.exec(arn?.resource ?? '') ?? [];
  if (!arn || !kind)
    throw invalidInput(
      `Invalid caller ${text.slice(0, 200)}: expected the ARN of a user, such as arn:aws:iam::111122223333:user/ann`,
    );
  if (kind === 'root') return { kind, arn: text, accountId: arn.accountId };
  if (kind === 'user/') return { kind: 'user', arn: text, accountId: arn.accountId };
  const role = arn.resource.split('/')[1] ?? '';
  const roleArn = `arn:aws:iam::${arn.accountId}:role/${role}`;
  return { kind: 'assumed-role', arn: text, accountId: arn.accountId, roleArn };
}

export const contextKeysOf = (documents: readonly PolicyInput[]): string[] => {
  const keys = documents.flatMap(({ id, document }) => {
    const parsed = parseIdentityPolicy(document);
    if (!parsed.ok) throw invalidInput(`${id}: ${parsed.problem}`);
    return keysOf(parsed.policy);
  });
  return [...new Set(keys)];
};

/** The values of context entries by their keys. */
export const keysOfEntries = (entries: readonly ContextEntry[] = []): Record<string, readonly string[]> =>
  Object.fromEntries(entries.map(({ ContextKeyName: key, ContextKeyValues: values }) => [key ?? '', values ?? []]));

export const invalidInput = (message: string): Fault => new Fault('InvalidInput', message);
