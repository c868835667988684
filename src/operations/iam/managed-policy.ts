import type { Kysely } from 'kysely';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { readyMadePolicy } from '../../domain/identities/ready-made-policies.ts';
import { Fault } from '../../fault.ts';
import { findEntity } from '../../store/iam-entity.ts';
import { type PolicyVersion, readPolicyVersions } from '../../store/iam-policy-version.ts';
import type { DB } from '../../store/schema.ts';

/** A managed policy, a ready-made one or the account's own. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description?: string | undefined;
  readonly tags: Entity['tags'];
  readonly defaultVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Undefined where it is ready-made. */
  readonly entity?: Entity<'policy'>;
}

export const customerPolicy = (entity: Entity<'policy'>): ManagedPolicy & { readonly entity: Entity<'policy'> } => {
  const { id, name, path, tags, createdAt, settings } = entity;
  const { description, defaultVersion, updatedAt } = settings;
  return {
    ...{ id, name, path, tags, createdAt, description, defaultVersion, entity },
    arn: entityArn(entity),
    updatedAt: new Date(updatedAt),
  };
};

const ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/(?:[!-~]*\/)?([\w+=,.@-]{1,128})$/;

export const policyArnConstraint = {
  length: [20, 2048],
  pattern: /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\/[!-~]+$/,
  form: 'the ARN of a managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess',
} as const;

/** The managed policy of an ARN, as an account sees it. Faults NoSuchEntity. */
export async function requirePolicy(db: Kysely<DB>, accountId: string, arn: string): Promise<ManagedPolicy> {
  const [, owner, name = ''] = ARN.exec(arn) ?? [];
  if (owner === 'aws') {
    const found = readyMadePolicy(arn);
    if (found) return found;
  } else if (owner === accountId) {
    const found = await findEntity(db, { accountId, kind: 'policy', name });
    if (found && entityArn(found) === arn) return customerPolicy(found);
  }
  throw new Fault(
    'NoSuchEntity',
    `Policy ${arn} does not exist or is not attachable. ListPolicies lists those that are.`,
  );
}

/** As above, where it is to be changed: ready-made ones are not. */
export async function requireCustomerPolicy(
  db: Kysely<DB>,
  accountId: string,
  arn: string,
): Promise<ManagedPolicy & { readonly entity: Entity<'policy'> }> {
  const { entity, ...policy } = await requirePolicy(db, accountId, arn);
  if (entity) return { entity, ...policy };
  throw new Fault(
    'AccessDenied',
    `${arn} is ready-made and cannot be changed; make a policy of your own from it.`,
    403,
  );
}

/** The versions of a policy, the newest first; a ready-made one has one. */
export async function readVersions(db: Kysely<DB>, policy: ManagedPolicy): Promise<readonly PolicyVersion[]> {
  if (policy.entity) return readPolicyVersions(db, policy.entity.id);
  const { defaultVersion: version, createdAt, arn } = policy;
  return [{ version, createdAt, document: readyMadePolicy(arn)!.document }];
}
