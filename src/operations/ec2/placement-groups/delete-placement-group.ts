import type { DeletePlacementGroupRequest } from '@aws-sdk/client-ec2';
import { placementGroupRef } from '../../../domain/records/placement-group.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { deleteRecords, lockRecords } from '../../../store/ec2-record.ts';
import { hasMembers } from '../../../views/ec2/placement-groups.ts';
import { change } from '../../change.ts';
import { ec2Arn, PLACEMENT_GROUP } from '../ec2-ids.ts';

/** Deletes a placement group that no machine is in, be it a stopped one. */
export const deletePlacementGroup: Operation<DeletePlacementGroupRequest, object> = {
  resources: ({ GroupName = '*' }, scope) => [ec2Arn(PLACEMENT_GROUP, GroupName, scope)],

  async handle({ GroupName: name }, context) {
    if (!name) throw new CommonFault('MissingMember', 'The request must contain the parameter groupName');
    await change(context, { resources: [ec2Arn(PLACEMENT_GROUP, name, context)] }, async (trx) => {
      const refs = [placementGroupRef(name)];
      const [group] = await lockRecords(trx, context, { kind: 'placement-group', refs });
      if (!group) throw PLACEMENT_GROUP.notFound([name]);
      if (await hasMembers(trx, group.id))
        throw new Fault(
          'InvalidPlacementGroup.InUse',
          `The placement group '${name}' is in use and may not be deleted.`,
        );
      await deleteRecords(trx, [group.id]);
    });
    return {};
  },
};
