import type { Transaction } from 'kysely';
import { type Entity, entityArn } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { lockIdentities } from '../../store/iam-entity.ts';
import type { DB } from '../../store/schema.ts';
import { type ChangeRecord, change } from '../change.ts';
import { type NamedKind, requireEntity } from './named-entity.ts';

interface Changed<Result> extends ChangeRecord {
  readonly result: Result;
}

/** Changes identities of the account, one change after the other. Resolves with the result. */
export async function changeIdentities<Result>(
  context: RequestContext,
  work: (trx: Transaction<DB>) => Promise<Changed<Result>>,
): Promise<Result> {
  const changed = await change<Changed<Result>>(
    context,
    ({ resources, detail = {} }) => ({ resources, detail }),
    async (trx) => {
      await lockIdentities(trx, context.accountId);
      return work(trx);
    },
  );
  return changed.result;
}

interface Named<Kind extends NamedKind> {
  readonly kind: Kind;
  readonly name: string;
  /** For the audit trail. */
  readonly detail?: ChangeRecord['detail'];
  /** Whether only AWS changes it where it is the role of a service. */
  readonly byUser?: boolean;
}

/** Changes what a request names. Faults NoSuchEntity, and UnmodifiableEntity where it is a role of a service. */
export function changeEntity<Kind extends NamedKind, Result>(
  context: RequestContext,
  { kind, name, detail = {}, byUser = true }: Named<Kind>,
  work: (trx: Transaction<DB>, entity: Entity<Kind>) => Promise<Result>,
): Promise<Result> {
  return changeIdentities(context, async (trx) => {
    const entity = await requireEntity(trx, { accountId: context.accountId, kind, name });
    if (byUser) checkModifiable(entity);
    return { result: await work(trx, entity), resources: [entityArn(entity)], detail };
  });
}

/** Changes who is in a group or an instance profile that a request names, with the user or the role that it names. */
export const changeMembership = <Member extends 'user' | 'role'>(
  context: RequestContext,
  container: Named<'group' | 'instance-profile'>,
  { kind, name }: { readonly kind: Member; readonly name: string },
  work: (
    trx: Transaction<DB>,
    link: { container: Entity<'group' | 'instance-profile'>; member: Entity<Member> },
  ) => Promise<void>,
): Promise<void> =>
  changeEntity(context, container, async (trx, found) => {
    const member = await requireEntity(trx, { accountId: context.accountId, kind, name });
    await work(trx, { container: found, member });
  });

const SERVICE_PATH = '/aws-service-role/';

function checkModifiable({ kind, path, name }: Entity): void {
  if (kind === 'role' && path.startsWith(SERVICE_PATH))
    throw new Fault(
      'UnmodifiableEntity',
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS. ` +
        'DeleteServiceLinkedRole deletes it.',
    );
}

/** Throws LimitExceeded in IAM's words where there would be more than a quota takes. */
export function checkQuota(count: number, { name, limit }: { readonly name: string; readonly limit: number }): void {
  if (count > limit) throw new Fault('LimitExceeded', `Cannot exceed quota for ${name}: ${limit}`);
}
