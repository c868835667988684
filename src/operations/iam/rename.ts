import type { Constraints } from '../../domain/constraints.ts';
import { entityArn } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext, ResourceScope } from '../../operation.ts';
import { findEntity, updateEntity } from '../../store/iam-entity.ts';
import { changeEntity } from './change-identities.ts';
import { pathConstraints } from './create-entity.ts';
import { NAMED, nameConstraint, namedArn } from './named-entity.ts';

export const renameConstraints = (member: string, longest: number): Constraints => ({
  [member]: nameConstraint(longest),
  NewPath: pathConstraints['Path']!,
});

/** Who renames or moves something needs the right to what it is and to what it becomes. */
export async function renamedArns(
  { kind, name }: Renamed,
  to: To,
  scope: Pick<ResourceScope, 'accountId' | 'db'>,
): Promise<string[]> {
  const [now = ''] = await namedArn(kind, name, scope);
  const path = to.path ?? now.slice(now.indexOf('/'), now.lastIndexOf('/') + 1);
  return [now, entityArn({ accountId: scope.accountId, kind, path, name: to.name ?? name })];
}

interface To {
  readonly name: string | undefined;
  readonly path: string | undefined;
}

interface Renamed {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

/** Gives a user or a group another name or path, and with it another ARN; its id stays. */
export async function rename(context: RequestContext, { kind, name }: Renamed, to: To): Promise<void> {
  const { accountId } = context;
  await changeEntity(context, { kind, name, detail: { ...to } }, async (trx, entity) => {
    const other = to.name === undefined ? undefined : await findEntity(trx, { accountId, kind, name: to.name });
    if (other && other.id !== entity.id)
      throw new Fault('EntityAlreadyExists', `${NAMED[kind].noun} ${to.name} already exists.`);
    await updateEntity(trx, { ...entity, name: to.name ?? entity.name, path: to.path ?? entity.path });
  });
}
