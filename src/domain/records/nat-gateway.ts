export interface NatGateway {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly connectivityType: 'public' | 'private';
  readonly networkInterfaceId: string;
  readonly privateIp: string;
  /** Of a public one: its Elastic IP address. */
  readonly address?: { readonly allocationId: string; readonly associationId: string; readonly publicIp: string };
  /** ISO 8601. It is shown for a while after. */
  readonly deletedAt?: string;
}

/** A deleted one keeps nothing else. */
export const natGatewayRefs = ({ deletedAt, vpcId, subnetId, address }: NatGateway) =>
  deletedAt ? [] : [vpcId, subnetId, address?.allocationId];
