import type { DeleteSubnetRequest } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { kindsReferring, lockRecords, putRecord } from '../../../store/ec2-record.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { deleteSubnetRow, hasInterfaceOfMachine, lockSubnet } from '../../../store/vpc.ts';
import { LASTING_STATES, readInstances, whole } from '../../../views/ec2/instances.ts';
import { change } from '../../change.ts';
import { ec2Arn, SUBNET } from '../ec2-ids.ts';
import { withoutSubnet } from '../routing/own-routing.ts';
import { refuseDefaultSubnet, requireSubnet } from './own-network.ts';

/** Deletes a subnet that no machine, network interface or NAT gateway is in; its route table loses it. */
export const deleteSubnet: Operation<DeleteSubnetRequest, object> = {
  resources: ({ SubnetId }, scope) => [ec2Arn(SUBNET, SubnetId!, scope)],

  async handle({ SubnetId: id }, context) {
    await change(context, { resources: [ec2Arn(SUBNET, id!, context)] }, async (trx) => {
      await lockSubnet(trx, id!);
      refuseDefaultSubnet(await requireSubnet(trx, context, id!), 'deleted');
      const columns = [...whole('subnet_id', [id!]).columns, ...whole('state', LASTING_STATES).columns];
      const kinds = await kindsReferring(trx, context, [id!]);
      const hasMachines =
        (await readInstances(trx, context, { columns, limit: 1 })).length > 0 ||
        (await hasInterfaceOfMachine(trx, id!));
      if (hasMachines || kinds.some((kind) => kind !== 'route-table'))
        throw new Fault('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
      for (const table of await lockRecords(trx, context, { kind: 'route-table', refs: [id!] }))
        await putRecord(trx, withoutSubnet(table, id!));
      await deleteSubnetRow(trx, id!);
      await deleteAllTags(trx, [id!]);
    });
    return {};
  },
};
