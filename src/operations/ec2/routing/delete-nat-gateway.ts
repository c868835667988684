import type { DeleteNatGatewayRequest, DeleteNatGatewayResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { deleteRecords, putRecord } from '../../../store/ec2-record.ts';
import { lockVpc } from '../../../store/vpc.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { change } from '../../change.ts';
import { freeAddresses } from '../addresses/own-address.ts';
import { ec2Arn, NAT_GATEWAY } from '../ec2-ids.ts';
import { requireRecord } from '../records/own-record.ts';
import { blackhole } from './own-routing.ts';

/** EC2 shows a deleted NAT gateway for about an hour. */
const SHOWN_MS = 3_600_000;

/** Deletes a NAT gateway with its network interface. Its address stays the account's, and its routes lead nowhere. */
export const deleteNatGateway: Operation<DeleteNatGatewayRequest, DeleteNatGatewayResult> = {
  resources: ({ NatGatewayId }, scope) => [ec2Arn(NAT_GATEWAY, NatGatewayId!, scope)],

  async handle({ NatGatewayId: id }, context) {
    await change(context, { resources: [ec2Arn(NAT_GATEWAY, id!, context)] }, async (trx) => {
      const [found] = await readRecords(trx, context, { kind: 'natgateway', ids: [id!] });
      if (found) await lockVpc(trx, found.details.vpcId);
      const gateway = await requireRecord<'natgateway'>(trx, context, NAT_GATEWAY, id!);
      const { address, networkInterfaceId } = gateway.details;
      if (address) await freeAddresses(trx, context, [address]);
      await deleteRecords(trx, [networkInterfaceId]);
      await blackhole(trx, context, id!);
      const expiresAt = new Date(context.now.getTime() + SHOWN_MS);
      const details = { ...gateway.details, deletedAt: context.now.toISOString() };
      await putRecord(trx, { ...gateway, details, expiresAt });
    });
    return { NatGatewayId: id };
  },
};
