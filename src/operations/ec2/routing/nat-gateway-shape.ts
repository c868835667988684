import type { NatGateway as Description, Tag } from '@aws-sdk/client-ec2';
import type { Ec2Record } from '../../../domain/records/record.ts';

/** A NAT gateway in EC2's form; a deleted one is shown for a while. */
export function describeNatGateway(
  { id, createdAt, details }: Ec2Record<'natgateway'>,
  Tags: Tag[],
  passing?: 'pending' | 'deleting',
): Description {
  const { address, deletedAt } = details;
  return {
    CreateTime: createdAt,
    DeleteTime: deletedAt ? new Date(deletedAt) : undefined,
    NatGatewayAddresses: [
      {
        AllocationId: address?.allocationId,
        NetworkInterfaceId: details.networkInterfaceId,
        PrivateIp: details.privateIp,
        PublicIp: address?.publicIp,
        AssociationId: address?.associationId,
        IsPrimary: true,
        Status: 'succeeded',
      },
    ],
    NatGatewayId: id,
    State: passing ?? (deletedAt ? 'deleted' : 'available'),
    SubnetId: details.subnetId,
    VpcId: details.vpcId,
    Tags,
    ConnectivityType: details.connectivityType,
  };
}
