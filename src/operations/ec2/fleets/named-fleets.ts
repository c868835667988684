import type { FleetKind } from '../../../domain/fleets/fleet.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ListedFleet, readFleets } from '../../../views/ec2/fleets.ts';
import { checkId } from '../ec2-ids.ts';
import { KIND_OF_FLEET } from './new-fleet.ts';

/** The fleets of these ids; faults with the kind's own codes for a malformed or unknown id. */
export async function readNamedFleets(
  given: readonly string[],
  kind: FleetKind,
  { db, accountId, region }: RequestContext,
): Promise<ListedFleet[]> {
  const ec2Kind = KIND_OF_FLEET[kind];
  for (const id of given) checkId(ec2Kind, id);
  const ids = [...new Set(given)];
  const fleets = await readFleets(db, { accountId, region, kind }, { ids, limit: ids.length });
  const missing = ids.filter((id) => !fleets.some((fleet) => fleet.id === id));
  if (missing.length > 0) throw ec2Kind.notFound(missing);
  return fleets;
}
