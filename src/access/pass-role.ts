import type { Kysely } from 'kysely';
import { parseArn } from '../domain/arn.ts';
import { entityArn } from '../domain/identities/entity.ts';
import { findEntity, findProfileRole } from '../store/iam-entity.ts';
import type { DB } from '../store/schema.ts';
import type { RequestAccess } from './request-access.ts';

/** A role that a request hands on, so that a service can act with it. */
export interface PassedRole {
  /** Whom it is handed on to, such as `ec2.amazonaws.com`. */
  readonly service: string;
  /** Its ARN, its name, or the ARN of the instance profile that it is in. */
  readonly role: string;
}

interface Passing {
  readonly access: RequestAccess;
  readonly accountId: string;
  readonly db: Kysely<DB>;
}

/**
 * Throws NotAuthorized where the caller may not hand on a role, for else it could do by a machine what it may not do itself
 * (IAM user guide, granting permissions to pass a role). A root may, any role of its account.
 */
export async function authorizePassing({ service, role }: PassedRole, passing: Passing): Promise<void> {
  const { access } = passing;
  const own = { keys: { '*': { 'iam:PassedToService': [service] } } };
  await access.authorize(
    { action: 'iam:PassRole', resources: [access.byPolicies ? await roleArn(role, passing) : role] },
    own,
  );
}

async function roleArn(role: string, { db, accountId }: Passing): Promise<string> {
  const { accountId: owner = accountId, resource = `role/${role}` } = parseArn(role) ?? {};
  const name = resource.slice(resource.lastIndexOf('/') + 1);
  const isInProfile = resource.startsWith('instance-profile/');
  const find = isInProfile ? findProfileRole : findRole;
  const found = NAME.test(name) ? await find(db, { accountId: owner, name }) : undefined;
  if (found) return entityArn(found);
  // Whichever the profile may get; else as it was written.
  return `arn:aws:iam::${owner}:${isInProfile ? 'role/*' : resource}`;
}

const NAME = /^[\w+=,.@-]+$/;

const findRole = (db: Kysely<DB>, named: { readonly accountId: string; readonly name: string }) =>
  findEntity(db, { ...named, kind: 'role' });
