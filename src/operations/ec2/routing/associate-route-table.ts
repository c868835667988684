import type { AssociateRouteTableRequest, AssociateRouteTableResult } from '@aws-sdk/client-ec2';
import { idFromSeed } from '../../../domain/ids.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { lockRecords, putRecord } from '../../../store/ec2-record.ts';
import { change } from '../../change.ts';
import { ec2Arn, ROUTE_TABLE, SUBNET } from '../ec2-ids.ts';
import { requireSubnet } from '../networks/own-network.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { requireRouteTable, withAssociation } from './own-routing.ts';

/** Gives a subnet a route table in the place of its VPC's main one. */
export const associateRouteTable: Operation<AssociateRouteTableRequest, AssociateRouteTableResult> = {
  resources: ({ RouteTableId, SubnetId }, scope) => [
    ec2Arn(ROUTE_TABLE, RouteTableId!, scope),
    ...(SubnetId ? [ec2Arn(SUBNET, SubnetId, scope)] : []),
  ],

  async handle(request, context) {
    refuseUnbuilt(request, ['GatewayId', 'PublicIpv4Pool']);
    const { RouteTableId: tableId, SubnetId: subnetId } = request;
    if (!subnetId) throw new CommonFault('MissingMember', 'The request must contain the parameter subnetId');
    const resources = [ec2Arn(ROUTE_TABLE, tableId!, context)];
    const id = await change(context, { resources, detail: { subnetId } }, async (trx) => {
      const table = await requireRouteTable(trx, context, tableId!);
      const subnet = await requireSubnet(trx, context, subnetId);
      if (subnet.vpcId !== table.details.vpcId)
        throw new Fault(
          'InvalidParameterValue',
          `route table ${tableId} and subnet ${subnetId} belong to different networks`,
        );
      const [other] = await lockRecords(trx, context, { kind: 'route-table', refs: [subnetId] });
      const known = table.details.associations.find((one) => one.subnetId === subnetId);
      if (known) return known.id;
      if (other)
        throw new Fault(
          'Resource.AlreadyAssociated',
          `the specified association for route table ${tableId} conflicts with an existing association`,
        );
      const association = { id: idFromSeed('rtbassoc', context.requestId), subnetId };
      await putRecord(trx, withAssociation(table, association));
      return association.id;
    });
    return { AssociationId: id, AssociationState: { State: 'associated' } };
  },
};
