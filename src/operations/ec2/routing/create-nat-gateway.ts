import type { CreateNatGatewayRequest, CreateNatGatewayResult } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { keysInVpc } from '../../../domain/policies/ec2-keys.ts';
import type { NatGateway } from '../../../domain/records/nat-gateway.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { putRecord } from '../../../store/ec2-record.ts';
import type { DB } from '../../../store/schema.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { listSubnets } from '../../../views/ec2/vpcs.ts';
import { changeOnce } from '../../change-once.ts';
import { putAssociation, requireAddress } from '../addresses/own-address.ts';
import { ADDRESS, ec2Arn, NAT_GATEWAY, SUBNET } from '../ec2-ids.ts';
import { drawUpInterface } from '../interfaces/new-interface.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { describeNatGateway } from './nat-gateway-shape.ts';
import { requireInternetGateway } from './own-routing.ts';

/** A NAT gateway with a network interface of its own, which nobody can take from it. */
export const createNatGateway: Operation<CreateNatGatewayRequest, CreateNatGatewayResult> = {
  constraints: { ClientToken: { length: [0, 64] }, ConnectivityType: { oneOf: ['private', 'public'] } },
  resources: ({ SubnetId, AllocationId }, scope) => [
    ...(SubnetId ? [ec2Arn(SUBNET, SubnetId, scope)] : []),
    ...(AllocationId ? [ec2Arn(ADDRESS, AllocationId, scope)] : []),
  ],
  keysOfMade: async ({ SubnetId }, scope) => {
    const [subnet] = SubnetId ? await listSubnets(scope.db, scope, { ids: [SubnetId] }) : [];
    return { natgateway: keysInVpc(subnet?.vpcId, scope) };
  },

  async handle(request, context) {
    refuseUnbuilt(request, ['AvailabilityMode', 'AvailabilityZoneAddresses', 'VpcId']);
    refuseUnbuilt(request, ['SecondaryAllocationIds', 'SecondaryPrivateIpAddresses', 'SecondaryPrivateIpAddressCount']);
    const { ConnectivityType: type = 'public', AllocationId: allocationId, SubnetId: subnetId } = request;
    if (!subnetId) throw new CommonFault('MissingMember', 'The request must contain the parameter SubnetId');
    if (type === 'public' && !allocationId)
      throw new CommonFault('MissingMember', 'The request must contain the parameter AllocationId');
    if (type === 'private' && allocationId)
      throw new Fault('InvalidParameterCombination', 'A private NAT gateway has no Elastic IP address.');
    const tags = tagsFor(request.TagSpecifications, 'natgateway');
    const id = idFromSeed('nat', context.requestId);
    const record = { input: request, resources: [ec2Arn(NAT_GATEWAY, id, context)], detail: { subnetId } };
    const made = await changeOnce(context, record, async (trx) => {
      const details = await drawUp(trx, context, { request: { ...request, SubnetId: subnetId }, id });
      await putTagged(trx, newRecord(context, 'natgateway', { id, details }), tags);
      return { id };
    });
    const [gateway] = await readRecords(context.db, context, { kind: 'natgateway', ids: [made.id] });
    if (!gateway) throw NAT_GATEWAY.notFound([made.id]);
    const NatGateway = describeNatGateway(gateway, tagList(tags), 'pending');
    return { NatGateway, ClientToken: request.ClientToken };
  },
};

async function drawUp(
  trx: Transaction<DB>,
  context: RequestContext,
  { request, id }: { request: CreateNatGatewayRequest & { SubnetId: string }; id: string },
): Promise<NatGateway> {
  const { SubnetId: subnetId, AllocationId, PrivateIpAddress: privateIp, ConnectivityType = 'public' } = request;
  const drawn = await drawUpInterface(trx, context, { subnetId, privateIp });
  const { id: networkInterfaceId, vpcId, privateIp: ip } = drawn;
  const kept = { vpcId, subnetId, connectivityType: ConnectivityType, networkInterfaceId, privateIp: ip };
  const address = AllocationId ? await requireAddress(trx, context, { AllocationId }) : undefined;
  if (address?.details.association)
    throw new Fault(
      'Resource.AlreadyAssociated',
      `resource ${address.id} is already associated with associate-id ${address.details.association.id}`,
    );
  if (address) await requireInternetGateway(trx, context, vpcId);
  const associationId = idFromSeed('eipassoc', context.requestId);
  const elasticIp = address && {
    ...{ ownerId: context.accountId, publicIp: address.details.publicIp },
    ...{ allocationId: address.id, associationId },
  };
  const details = { ...drawn, groupIds: [], groupNames: undefined, elasticIp, natGatewayId: id };
  const description = `Interface for NAT Gateway ${id}`;
  const one = { ...details, description, sourceDestCheck: false };
  await putRecord(trx, newRecord(context, 'network-interface', { id: networkInterfaceId, details: one }));
  if (!address) return kept;
  const leads = { id: associationId, networkInterfaceId, vpcId, privateIp: ip, natGatewayId: id };
  await putAssociation(trx, address, leads);
  return { ...kept, address: { allocationId: address.id, associationId, publicIp: address.details.publicIp } };
}
