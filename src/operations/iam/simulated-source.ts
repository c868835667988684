import { parseArn } from '../../domain/arn.ts';
import type { Constraint } from '../../domain/constraints.ts';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import type { PolicyPrincipal } from '../../domain/policies/policy-principal.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findEntity } from '../../store/iam-entity.ts';
import { readAttachedPolicies, readInlinePolicies } from '../../store/iam-policy.ts';
import { readPrincipalPolicies } from '../../store/iam-principal.ts';
import { readVersions, requirePolicy } from './managed-policy.ts';
import type { PolicyInput } from './simulation.ts';

export const sourceConstraint: Constraint = {
  length: [20, 2_048],
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:(user|group|role)\/[!-~]+$/,
  form: 'the ARN of a user, a group or a role, such as arn:aws:iam::111122223333:user/ann',
};

/** Whose policies are simulated. */
interface Source {
  readonly identity: readonly PolicyInput[];
  readonly boundary: PolicyInput | undefined;
  readonly principal: PolicyPrincipal;
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/** All that decides about a user or a role, or that a group gives its users. Faults NoSuchEntity. */
export async function readSource(arn: string, { db, accountId }: RequestContext): Promise<Source> {
  const [kind, name] = [/^[a-z]+/, /[^/]+$/].map((part) => part.exec(parseArn(arn)!.resource)![0]) as [Kind, string];
  const entity: Entity<Kind> | undefined = await findEntity(db, { accountId, kind, name });
  if (!entity || entityArn(entity) !== arn) throw new Fault('NoSuchEntity', `${arn} cannot be found.`);
  const principal = {
    kind: 'user',
    arn,
    accountId,
    ...(kind === 'role' && { kind: 'assumed-role', roleArn: arn }),
  } as PolicyPrincipal;
  const found = await readPrincipalPolicies(db, entity.id);
  if (!found)
    return { identity: await policiesOfGroup(entity, { db, accountId }), boundary: undefined, principal, keys: {} };
  const tags = Object.entries(found.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, [value]] as const);
  const keys = {
    'aws:PrincipalArn': [arn],
    'aws:PrincipalAccount': [accountId],
    'aws:PrincipalType': [kind === 'role' ? 'AssumedRole' : 'User'],
    ...(kind === 'user' && { 'aws:username': [name], 'aws:userid': [entity.id] }),
    ...Object.fromEntries(tags),
  };
  return { identity: found.identity, boundary: found.boundary, principal, keys };
}

type Kind = 'user' | 'group' | 'role';

async function policiesOfGroup(
  group: Entity,
  { db, accountId }: Pick<RequestContext, 'db' | 'accountId'>,
): Promise<PolicyInput[]> {
  const inline = await readInlinePolicies(db, group);
  const attached = await Promise.all(
    (await readAttachedPolicies(db, group)).map(async (id) => {
      const policy = await requirePolicy(db, accountId, id);
      const versions = await readVersions(db, policy);
      return { id, document: versions.find(({ version }) => version === policy.defaultVersion)!.document };
    }),
  );
  return [...inline.map(({ name, document }) => ({ id: name, document })), ...attached];
}
