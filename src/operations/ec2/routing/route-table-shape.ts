import type { Route as RouteDescription, RouteTable as RouteTableDescription, Tag } from '@aws-sdk/client-ec2';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { Route } from '../../../domain/records/route-table.ts';

/** A route table in EC2's form; the local route is that of its VPC's block. */
export function describeRouteTable(
  { id, accountId, details }: Ec2Record<'route-table'>,
  { cidrBlock, tags: Tags = [] }: { cidrBlock: string; tags?: Tag[] },
): RouteTableDescription {
  return {
    Associations: details.associations.map(({ id: RouteTableAssociationId, subnetId }) => ({
      Main: !subnetId,
      RouteTableAssociationId,
      RouteTableId: id,
      ...(subnetId && { SubnetId: subnetId }),
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    RouteTableId: id,
    Routes: [
      { DestinationCidrBlock: cidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      ...details.routes.map(describeRoute),
    ],
    Tags,
    VpcId: details.vpcId,
    OwnerId: accountId,
  };
}

const describeRoute = ({ destination, target, blackhole }: Route): RouteDescription => ({
  [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination,
  ...target,
  Origin: 'CreateRoute',
  State: blackhole ? 'blackhole' : 'active',
});
