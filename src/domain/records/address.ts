/** An Elastic IP address. */
export interface Address {
  readonly publicIp: string;
  readonly association?: AddressAssociation | undefined;
}

/** The network interface that an address leads to, and the machine that has it, if one does. */
export interface AddressAssociation {
  readonly id: string;
  readonly networkInterfaceId: string;
  readonly vpcId: string;
  readonly privateIp: string;
  readonly instanceId?: string | undefined;
  /** It belongs to the NAT gateway that has the interface. */
  readonly natGatewayId?: string | undefined;
}

export const addressRefs = ({ publicIp, association }: Address) => [
  publicIp,
  association?.id,
  association?.networkInterfaceId,
  association?.vpcId,
  association?.instanceId,
];
