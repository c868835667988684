import { idFromSeed } from '../ids.ts';
import { defaultNetwork } from './network.ts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

export type VpcTenancy = 'default' | 'dedicated';

/** A VPC of an account: the default one, or one that it made. */
export interface Vpc {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly cidrBlock: string;
  readonly instanceTenancy: VpcTenancy;
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
  readonly enableNetworkAddressUsageMetrics: boolean;
}

export interface Subnet {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly cidrBlock: string;
  readonly mapPublicIpOnLaunch: boolean;
  readonly enableDns64: boolean;
  readonly privateDnsHostnameType: string;
  readonly resourceNameDnsARecord: boolean;
  readonly resourceNameDnsAaaaRecord: boolean;
}

/** How EC2 sets up a VPC and a subnet that are made without saying otherwise. */
export const NEW_VPC = {
  enableDnsSupport: true,
  enableDnsHostnames: false,
  enableNetworkAddressUsageMetrics: false,
} as const;
export const NEW_SUBNET = {
  mapPublicIpOnLaunch: false,
  enableDns64: false,
  privateDnsHostnameType: 'ip-name',
  resourceNameDnsARecord: false,
  resourceNameDnsAaaaRecord: false,
} as const;

export function defaultVpc({ accountId, region }: Scope): Vpc {
  const { vpcId, cidrBlock } = defaultNetwork(accountId, region);
  return { ...NEW_VPC, accountId, region, id: vpcId, cidrBlock, instanceTenancy: 'default', enableDnsHostnames: true };
}

export const defaultSubnets = ({ accountId, region }: Scope): Subnet[] =>
  defaultNetwork(accountId, region).subnets.map(({ subnetId, vpcId, availabilityZone, cidrBlock }) => {
    return {
      ...NEW_SUBNET,
      accountId,
      region,
      id: subnetId,
      vpcId,
      availabilityZone,
      cidrBlock,
      mapPublicIpOnLaunch: true,
    };
  });

export const isDefaultVpc = ({ accountId, region, id }: Pick<Vpc, 'accountId' | 'region' | 'id'>): boolean =>
  defaultNetwork(accountId, region).vpcId === id;

/** What comes with a VPC. Nothing of it can be changed but the group's rules, so the ids follow from the VPC's. */
export interface VpcFittings {
  readonly securityGroupId: string;
  readonly networkAclId: string;
  readonly routeTableId: string;
  readonly dhcpOptionsId: string;
  readonly cidrAssociationId: string;
  /** The default VPC's only. */
  readonly internetGatewayId: string | undefined;
}

/** The id of the security group that comes with a VPC. */
export function defaultGroupIdOf({ accountId, region, id }: Pick<Vpc, 'accountId' | 'region' | 'id'>): string {
  const network = defaultNetwork(accountId, region);
  return id === network.vpcId ? network.securityGroupId : idFromSeed('sg', id);
}

export function fittingsOf(vpc: Pick<Vpc, 'accountId' | 'region' | 'id'>): VpcFittings {
  const network = defaultNetwork(vpc.accountId, vpc.region);
  const isDefault = vpc.id === network.vpcId;
  const idOf = (prefix: string) => idFromSeed(prefix, vpc.id);
  return {
    securityGroupId: defaultGroupIdOf(vpc),
    networkAclId: isDefault ? network.networkAclId : idOf('acl'),
    routeTableId: idOf('rtb'),
    dhcpOptionsId: network.dhcpOptionsId,
    cidrAssociationId: isDefault ? network.cidrAssociationId : idOf('vpc-cidr-assoc'),
    internetGatewayId: isDefault ? idOf('igw') : undefined,
  };
}
