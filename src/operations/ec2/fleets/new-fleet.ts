import type { TagSpecification } from '@aws-sdk/client-ec2';
import { type FleetKind, type FleetPlan, type FleetType, fleetIdOf } from '../../../domain/fleets/fleet.ts';
import { FLEET_LEASE_MS } from '../../../ledger/fulfil-fleet.ts';
import type { RequestContext } from '../../../operation.ts';
import { insertFleet, type TakenFleet, takeFleets } from '../../../store/fleet.ts';
import { insertFleetEvents } from '../../../store/fleet-instance.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { changeOnce } from '../../change-once.ts';
import { type Ec2Kind, ec2Arn, FLEET, SPOT_FLEET } from '../ec2-ids.ts';
import { tagsFor } from '../tags/ec2-tags.ts';

export const KIND_OF_FLEET: Readonly<Record<FleetKind, Ec2Kind>> = { 'ec2-fleet': FLEET, 'spot-fleet': SPOT_FLEET };

interface NewFleetRequest {
  readonly kind: FleetKind;
  readonly type: FleetType;
  readonly plan: FleetPlan;
  /** The request, for its client token, and what of it is echoed. */
  readonly input: { readonly ClientToken?: string | undefined };
  readonly config: object;
  readonly tags: readonly TagSpecification[] | undefined;
}

/**
 * Writes a fleet, once for its client token, that is due at once; returns its id. One of type instant is taken by who
 * creates it before any other can see it, for its answer tells what was launched.
 */
export async function createFleetRow(
  context: RequestContext,
  fleet: NewFleetRequest,
): Promise<{ id: string; taken: readonly TakenFleet[] }> {
  const { kind, type, plan, input, config } = fleet;
  const { accountId, region, now: createdAt } = context;
  const ec2Kind = KIND_OF_FLEET[kind];
  const tags = tagsFor(fleet.tags, type === 'instant' ? 'instant-fleet' : ec2Kind.resourceType, ec2Kind.resourceType);
  const id = fleetIdOf(kind, context.requestId);
  const record = { resources: [ec2Arn(ec2Kind, id, context)], detail: { type } };
  let taken: TakenFleet[] = [];
  const { fleetId } = await changeOnce(context, { input, ...record }, async (trx) => {
    await insertFleet(trx, { accountId, region, id, kind, type, plan, config, createdAt });
    await insertFleetEvents(trx, id, [{ type: 'fleet', subType: 'submitted' }]);
    await putTags(trx, tagRows({ accountId, region, resourceId: id, resourceType: ec2Kind.resourceType }, tags));
    if (type === 'instant') taken = await takeFleets(trx, { limit: 1, leaseMs: FLEET_LEASE_MS, id });
    return { fleetId: id };
  });
  return { id: fleetId, taken };
}
