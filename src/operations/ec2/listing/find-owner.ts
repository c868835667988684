import type { Kysely } from 'kysely';
import { attachedIdsOf } from '../../../domain/instances/attached.ts';
import { possibleOwners } from '../../../domain/instances/attached-id.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import type { RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { readHolderIds } from '../../../views/ec2/records.ts';
import { checkId, type Ec2Kind } from '../ec2-ids.ts';

/** The machine whose volume, network interface or instance profile an id names; faults with the kind's codes. */
export async function findOwner(kind: Ec2Kind, id: string, context: RequestContext): Promise<Instance> {
  const owner = await findHolder(context.db, context, { kind, id });
  if (!owner) throw kind.notFound([id]);
  return owner;
}

/** The machine that has what an id names, if one has; faults where the text has not the form of the kind's ids. */
export async function findHolder(
  db: Kysely<DB>,
  scope: Pick<RequestContext, 'accountId' | 'region'>,
  { kind, id }: { kind: Ec2Kind; id: string },
): Promise<Instance | undefined> {
  checkId(kind, id);
  const ids = [...possibleOwners(id), ...(await readHolderIds(db, [id]))];
  const owners = await readInstances(db, scope, { ids, limit: ids.length });
  return owners.find((instance) => attachedIdsOf(instance).includes(id));
}
