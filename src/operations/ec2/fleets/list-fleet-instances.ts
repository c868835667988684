import type { ActiveInstance } from '@aws-sdk/client-ec2';
import type { FleetKind } from '../../../domain/fleets/fleet.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import type { RequestContext } from '../../../operation.ts';
import { type ListedFleetInstance, readFleetInstances } from '../../../views/ec2/fleets.ts';
import { pageRows } from '../listing/page-rows.ts';
import { readNamedFleets } from './named-fleets.ts';

interface FleetInstancesRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The running machines of a fleet, page by page. Throws EC2's faults. */
export async function listFleetInstances(
  { id, kind, operation, request }: { id: string; kind: FleetKind; operation: string; request: FleetInstancesRequest },
  context: RequestContext,
) {
  await readNamedFleets([id], kind, context);
  return pageRows(request, {
    operation: `${operation} ${id}`,
    defaultLimit: 1_000,
    read: (after, limit) => readFleetInstances(context.db, id, { after, limit }),
    toItems: (rows: readonly ListedFleetInstance[]) => rows.map(activeInstance),
  });
}

// The request of a machine that a fleet launched is named after the machine (domain/spot-request.ts).
const activeInstance = ({ instanceId, instanceType, lifecycle }: ListedFleetInstance): ActiveInstance => ({
  InstanceId: instanceId,
  InstanceType: instanceType,
  SpotInstanceRequestId: lifecycle === 'spot' ? idFromSeed('sir', instanceId) : undefined,
  InstanceHealth: 'healthy',
});
