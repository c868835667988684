import type { Kysely } from 'kysely';
import type { Entity } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext, ResourceScope } from '../../operation.ts';
import { findUser } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';
import { namedArn, requireEntity } from './named-entity.ts';

interface Input {
  readonly UserName?: string | undefined;
}

/** Whom a request is about that need not name a user: the one it names, or who asks. Undefined where that is the root. */
export async function namedOrOwnUser(
  db: Kysely<DB>,
  { UserName: name }: Input,
  { accountId, principal }: Pick<RequestContext, 'accountId' | 'principal'>,
): Promise<Entity<'user'> | undefined> {
  if (name !== undefined) return requireEntity(db, { accountId, kind: 'user', name });
  if (principal.kind === 'root') return undefined;
  if (principal.kind !== 'user')
    throw new Fault('ValidationError', 'Must specify userName when calling with non-User credentials.');
  // By the id, for who was renamed a moment ago may still be known under the former name.
  const own = await findUser(db, principal.identity!.id);
  if (!own) throw new Fault('NoSuchEntity', `The user ${principal.arn} is deleted.`);
  return own;
}

/** Their ARN, for the authorization step. */
export const namedOrOwnArn = ({ UserName: name }: Input, scope: ResourceScope): string[] | Promise<string[]> =>
  name === undefined ? [scope.principal.arn] : namedArn('user', name, scope);
