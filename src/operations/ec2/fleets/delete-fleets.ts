import type { DeleteFleetsRequest, DeleteFleetsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, FLEET } from '../ec2-ids.ts';
import { deleteFleetRows } from './change-fleet.ts';

const CODES = {
  malformed: 'fleetIdMalformed',
  unknown: 'fleetIdDoesNotExist',
  state: 'fleetNotInDeletableState',
} as const;

export const deleteFleets: Operation<DeleteFleetsRequest, DeleteFleetsResult> = {
  constraints: { FleetIds: { items: [1, 100] } },
  resources: ({ FleetIds: ids = [] }, scope) => ids.map((id) => ec2Arn(FLEET, id, scope)),

  async handle({ FleetIds: ids = [], TerminateInstances: terminate = false }, context) {
    const deletions = await deleteFleetRows({ ids, kind: 'ec2-fleet', terminate }, context);
    return {
      SuccessfulFleetDeletions: deletions.flatMap((deletion) =>
        deletion.ok
          ? [{ FleetId: deletion.id, CurrentFleetState: deletion.now, PreviousFleetState: deletion.before }]
          : [],
      ),
      UnsuccessfulFleetDeletions: deletions.flatMap((deletion) =>
        deletion.ok
          ? []
          : [{ FleetId: deletion.id, Error: { Code: CODES[deletion.problem], Message: deletion.message } }],
      ),
    };
  },
};
