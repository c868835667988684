import type { Kysely } from 'kysely';
import type { Constraint } from '../../domain/constraints.ts';
import { type Entity, type EntityKind, entityArn } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { ResourceScope } from '../../operation.ts';
import { findEntity } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';

/** What requests name by a name, and not by an ARN. */
export type NamedKind = Exclude<EntityKind, 'policy' | 'oidc-provider'>;

/** The members of requests that name it, and how messages begin. */
export const NAMED = {
  user: { member: 'UserName', words: 'The user with name', noun: 'User with name' },
  group: { member: 'GroupName', words: 'The group with name', noun: 'Group with name' },
  role: { member: 'RoleName', words: 'The role with name', noun: 'Role with name' },
  'instance-profile': { member: 'InstanceProfileName', words: 'Instance Profile', noun: 'Instance Profile' },
} as const satisfies Record<NamedKind, { member: string; words: string; noun: string }>;

/** Requests by the member that names one of several kinds. */
export type Naming = { readonly [Kind in NamedKind as (typeof NAMED)[Kind]['member']]?: string | undefined };

export const nameIn = (kind: NamedKind, input: Naming): string => input[NAMED[kind].member] as string;

const NAME = /^[\w+=,.@-]+$/;

export const nameConstraint = (longest: number): Constraint => ({
  length: [1, longest],
  pattern: NAME,
  form: 'letters, digits and +=,.@_-',
});

/** The ARN of what a request names, for the authorization step; where there is none of that name, as if it were without a path. */
export async function namedArn(
  kind: NamedKind,
  name: string,
  { accountId, db }: Pick<ResourceScope, 'accountId' | 'db'>,
): Promise<string[]> {
  const found = NAME.test(name) ? await findEntity(db, { accountId, kind, name }) : undefined;
  return [entityArn(found ?? { accountId, kind, path: '/', name })];
}

/** The entity of a name. Faults NoSuchEntity. */
export async function requireEntity<Kind extends NamedKind>(
  db: Kysely<DB>,
  { accountId, kind, name }: { readonly accountId: string; readonly kind: Kind; readonly name: string },
): Promise<Entity<Kind>> {
  const entity = await findEntity(db, { accountId, kind, name });
  if (!entity) throw new Fault('NoSuchEntity', `${NAMED[kind].words} ${name} cannot be found.`);
  return entity;
}
