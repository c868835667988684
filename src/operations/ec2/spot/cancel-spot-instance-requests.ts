import type {
  CancelSpotInstanceRequestState,
  CancelSpotInstanceRequestsRequest,
  CancelSpotInstanceRequestsResult,
} from '@aws-sdk/client-ec2';
import { cancelSpotRequest } from '../../../domain/fleets/spot-request.ts';
import { CommonFault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockSpotRequests, updateSpotRequests } from '../../../store/spot-request.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, SPOT_REQUEST } from '../ec2-ids.ts';

/** Cancels requests, all or none; their machines run on. One that has ended already stays as it is. */
export const cancelSpotInstanceRequests: Operation<
  CancelSpotInstanceRequestsRequest,
  CancelSpotInstanceRequestsResult
> = {
  constraints: { SpotInstanceRequestIds: { items: [1, 1000] } },
  resources: ({ SpotInstanceRequestIds: ids = [] }, scope) => ids.map((id) => ec2Arn(SPOT_REQUEST, id, scope)),

  async handle({ SpotInstanceRequestIds: given }, context) {
    if (!given?.length)
      throw new CommonFault('MissingMember', 'The request must contain the parameter spotInstanceRequestId');
    for (const id of given) checkId(SPOT_REQUEST, id);
    const ids = [...new Set(given)];
    const record = { resources: ids.map((id) => ec2Arn(SPOT_REQUEST, id, context)) };
    const requests = await change(context, record, async (trx) => {
      const found = await lockSpotRequests(trx, context, ids);
      const missing = ids.filter((id) => !found.some((request) => request.id === id));
      if (missing.length > 0) throw SPOT_REQUEST.notFound(missing);
      const changes = found.flatMap((request) => {
        const cancelled = cancelSpotRequest(request);
        return cancelled ? [{ id: request.id, change: cancelled }] : [];
      });
      await updateSpotRequests(trx, changes, context.now);
      return found.map((request) => ({
        id: request.id,
        state: changes.some(({ id }) => id === request.id) ? 'cancelled' : request.state,
      }));
    });
    return {
      CancelledSpotInstanceRequests: requests.map(({ id, state }) => ({
        SpotInstanceRequestId: id,
        State: state as CancelSpotInstanceRequestState,
      })),
    };
  },
};
