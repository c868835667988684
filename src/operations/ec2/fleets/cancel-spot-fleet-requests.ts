import type { CancelSpotFleetRequestsRequest, CancelSpotFleetRequestsResponse } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, SPOT_FLEET } from '../ec2-ids.ts';
import { deleteFleetRows } from './change-fleet.ts';
import { spotFleetState } from './fleet-shape.ts';

const CODES = {
  malformed: 'fleetRequestIdMalformed',
  unknown: 'fleetRequestIdDoesNotExist',
  state: 'fleetRequestNotInCancellableState',
} as const;

export const cancelSpotFleetRequests: Operation<CancelSpotFleetRequestsRequest, CancelSpotFleetRequestsResponse> = {
  constraints: { SpotFleetRequestIds: { items: [1, 100] } },
  resources: ({ SpotFleetRequestIds: ids = [] }, scope) => ids.map((id) => ec2Arn(SPOT_FLEET, id, scope)),

  async handle({ SpotFleetRequestIds: ids = [], TerminateInstances: terminate = false }, context) {
    const deletions = await deleteFleetRows({ ids, kind: 'spot-fleet', terminate }, context);
    return {
      SuccessfulFleetRequests: deletions.flatMap(({ id, ...deletion }) => {
        if (!deletion.ok) return [];
        const [now, before] = [spotFleetState(deletion.now), spotFleetState(deletion.before)];
        return [{ SpotFleetRequestId: id, CurrentSpotFleetRequestState: now, PreviousSpotFleetRequestState: before }];
      }),
      UnsuccessfulFleetRequests: deletions.flatMap(({ id, ...deletion }) =>
        deletion.ok
          ? []
          : [{ SpotFleetRequestId: id, Error: { Code: CODES[deletion.problem], Message: deletion.message } }],
      ),
    };
  },
};
