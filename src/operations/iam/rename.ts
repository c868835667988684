import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { findEntity, updateEntity } from '../../store/iam-entity.ts';
import { changeEntity } from './change-identities.ts';
import { pathConstraints } from './create-entity.ts';
import { NAMED, nameConstraint } from './named-entity.ts';

export const renameConstraints = (member: string, longest: number): Constraints => ({
  [member]: nameConstraint(longest),
  NewPath: pathConstraints['Path']!,
});

interface Renamed {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

/** Gives a user or a group another name or path, and with it another ARN; its id stays. */
export async function rename(
  context: RequestContext,
  { kind, name }: Renamed,
  to: { readonly name: string | undefined; readonly path: string | undefined },
): Promise<void> {
  const { accountId } = context;
  await changeEntity(context, { kind, name, detail: to }, async (trx, entity) => {
    const other = to.name === undefined ? undefined : await findEntity(trx, { accountId, kind, name: to.name });
    if (other && other.id !== entity.id)
      throw new Fault('EntityAlreadyExists', `${NAMED[kind].noun} ${to.name} already exists.`);
    await updateEntity(trx, { ...entity, name: to.name ?? entity.name, path: to.path ?? entity.path });
  });
}
