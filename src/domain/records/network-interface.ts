/** An Elastic IP address that leads to a network interface. */
export interface ElasticIp {
  readonly ownerId: string;
  readonly publicIp: string;
  readonly allocationId: string;
  readonly associationId: string;
}

/** One that leads to a secondary private address. */
export interface SecondaryElasticIp extends ElasticIp {
  readonly privateIp: string;
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
  /** Of the primary private address. */
  readonly elasticIp?: ElasticIp | undefined;
  readonly secondaryElasticIps?: readonly SecondaryElasticIp[] | undefined;
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

type Led = Pick<NetworkInterface, 'privateIp' | 'elasticIp' | 'secondaryElasticIps'>;

/** Every Elastic IP address that leads to a network interface, with the private address that it leads to. */
export const elasticIpsOf = ({ privateIp, elasticIp, secondaryElasticIps = [] }: Led): SecondaryElasticIp[] => [
  ...(elasticIp ? [{ ...elasticIp, privateIp }] : []),
  ...secondaryElasticIps,
];

export const elasticIpAt = (one: Led, privateIp: string): SecondaryElasticIp | undefined =>
  elasticIpsOf(one).find((elasticIp) => elasticIp.privateIp === privateIp);

/** What changes of a network interface when an Elastic IP address leads to one of its private addresses, or none does any more. */
export function ledAt(
  { privateIp: primary, secondaryElasticIps = [] }: Led,
  privateIp: string,
  elasticIp: ElasticIp | undefined,
): Partial<Led> {
  if (privateIp === primary) return { elasticIp };
  const others = secondaryElasticIps.filter((one) => one.privateIp !== privateIp);
  const all = elasticIp ? [...others, { ...elasticIp, privateIp }] : others;
  return { secondaryElasticIps: all.length > 0 ? all : undefined };
}

export const networkInterfaceRefs = (one: NetworkInterface) => [
  ...[one.vpcId, one.subnetId, one.privateIp, one.natGatewayId],
  ...elasticIpsOf(one).flatMap(({ associationId, publicIp }) => [associationId, publicIp]),
  ...one.groupIds,
  ...(one.secondaryIps ?? []),
];
