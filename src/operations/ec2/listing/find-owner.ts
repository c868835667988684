import { attachedIdsOf } from '../../../domain/instances/attached.ts';
import { possibleOwners } from '../../../domain/instances/attached-id.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { RequestContext } from '../../../operation.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { checkId, type Ec2Kind } from '../ec2-ids.ts';

/** The machine whose volume, network interface or instance profile an id names; faults with the kind's codes. */
export async function findOwner(kind: Ec2Kind, id: string, context: RequestContext): Promise<Instance> {
  checkId(kind, id);
  const ids = possibleOwners(id);
  const owners = await readInstances(context.db, context, { ids, limit: ids.length });
  const owner = owners.find((instance) => attachedIdsOf(instance).includes(id));
  if (!owner) throw kind.notFound([id]);
  return owner;
}
