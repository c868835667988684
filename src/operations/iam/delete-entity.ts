import type { Entity } from '../../domain/identities/entity.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { type Dependents, deleteEntity, readDependents } from '../../store/iam-entity.ts';
import { changeEntity } from './change-identities.ts';
import type { NamedKind } from './named-entity.ts';

/** What has to go first, in the order in which IAM says so. */
const CONFLICTS: Readonly<Record<NamedKind, Readonly<Partial<Record<keyof Dependents, string>>>>> = {
  user: {
    containers: 'must remove users from group first',
    attachedPolicies: 'must detach all policies first',
    inlinePolicies: 'must delete policies first',
    accessKeys: 'must delete access keys first',
    loginProfiles: 'must delete login profile first',
  },
  group: {
    members: 'must remove users from group first',
    attachedPolicies: 'must detach all policies first',
    inlinePolicies: 'must delete policies first',
  },
  role: {
    containers: 'must remove roles from instance profile first',
    attachedPolicies: 'must detach all policies first',
    inlinePolicies: 'must delete policies first',
  },
  'instance-profile': { members: 'must remove roles from instance profile first' },
};

/** Deletes an entity that nothing hangs on. Faults NoSuchEntity and DeleteConflict. */
export async function deleteNamed(kind: NamedKind, name: string, context: RequestContext): Promise<void> {
  await changeEntity(context, { kind, name }, async (trx, entity: Entity) => {
    const dependents = await readDependents(trx, entity);
    for (const [thing, problem] of Object.entries(CONFLICTS[kind]))
      if (dependents[thing as keyof Dependents] > 0)
        throw new Fault('DeleteConflict', `Cannot delete entity, ${problem}.`);
    await deleteEntity(trx, entity);
  });
}
