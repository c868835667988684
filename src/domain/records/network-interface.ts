/** An Elastic IP address that leads to a network interface. */
export interface ElasticIp {
  readonly ownerId: string;
  readonly publicIp: string;
  readonly allocationId: string;
  readonly associationId: string;
}

export interface NetworkInterface {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  readonly privateIp: string;
  /** Private addresses beside the primary one, of the same subnet. */
  readonly secondaryIps?: readonly string[] | undefined;
  readonly description?: string | undefined;
  readonly groupIds: readonly string[];
  /** Names of security groups by id; those that are not here are called default. */
  readonly groupNames?: Readonly<Record<string, string>> | undefined;
  /** False: switched off. */
  readonly sourceDestCheck?: boolean | undefined;
  readonly elasticIp?: ElasticIp | undefined;
  /** The NAT gateway that it was made for. */
  readonly natGatewayId?: string;
}

/** A network interface that a machine has beside its primary one, as it is kept in the machine's settings. */
export interface SecondInterface extends NetworkInterface {
  /** Absent: made of the machine's, as it came with it. */
  readonly id?: string;
  readonly deviceIndex: number;
  readonly deleteOnTermination: boolean;
  /** ISO 8601; absent: as the machine was launched. */
  readonly createdAt?: string;
  readonly attachedAt?: string;
}

export const networkInterfaceRefs = (one: NetworkInterface) => [
  ...[one.vpcId, one.subnetId, one.privateIp, one.natGatewayId, one.elasticIp?.associationId, one.elasticIp?.publicIp],
  ...one.groupIds,
  ...(one.secondaryIps ?? []),
];
