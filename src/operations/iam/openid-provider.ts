import type { Kysely } from 'kysely';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import { findEntity } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';

const ARN = /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/([\w.:/~%-]+)$/;

export const providerArnConstraint = {
  length: [20, 2048],
  pattern: ARN,
  form: 'the ARN of an OpenID provider, such as arn:aws:iam::111122223333:oidc-provider/idp.example.com',
} as const;

/** The OpenID provider of an ARN, in an account; undefined where there is none. */
export async function findProvider(
  db: Kysely<DB>,
  accountId: string,
  arn: string,
): Promise<Entity<'oidc-provider'> | undefined> {
  const found = await findEntity(db, { accountId, kind: 'oidc-provider', name: ARN.exec(arn)?.[1] ?? '' });
  return found && entityArn(found) === arn ? found : undefined;
}

/** As above. Faults NoSuchEntity. */
export async function requireProvider(
  db: Kysely<DB>,
  accountId: string,
  arn: string,
): Promise<Entity<'oidc-provider'>> {
  const found = await findProvider(db, accountId, arn);
  if (found) return found;
  throw new Fault('NoSuchEntity', `OpenIDConnect Provider not found for arn ${arn}`);
}
