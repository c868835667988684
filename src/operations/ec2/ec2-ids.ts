import { Fault } from '../../fault.ts';

/** A kind of EC2 resource that Headroom has: EC2's word for it, and what EC2 says of an id that is not there. */
export interface Ec2Kind {
  readonly resourceType: string;
  readonly prefix: string;
  readonly malformedCode: string;
  readonly notFound: (ids: readonly string[]) => Fault;
  /** What follows the prefix; hexadecimal digits where it is not given. */
  readonly body?: RegExp;
}

type Names = readonly [resourceType: string, prefix: string, noun: string];
type Codes = readonly [notFound: string, malformed: string];

/** A kind whose not-found text names one id. */
export const plainKind = (
  [resourceType, prefix, noun]: Names,
  [code, malformedCode]: Codes,
  body?: RegExp,
): Ec2Kind => ({
  resourceType,
  prefix,
  malformedCode,
  notFound: ([id]) => new Fault(code, `The ${noun} '${id}' does not exist`),
  ...(body && { body }),
});

/** A kind whose not-found text names all ids that are missing, in a list that `quote` writes. */
const listedKind = (names: Names, codes: Codes, quote = (list: string) => list): Ec2Kind => ({
  ...plainKind(names, codes),
  notFound: (ids) => {
    const [noun, verb] = ids.length === 1 ? [names[2], 'does not'] : [`${names[2]}s`, 'do not'];
    return new Fault(codes[0], `The ${noun} '${quote(ids.join(', '))}' ${verb} exist`);
  },
});

export const INSTANCE = listedKind(
  ['instance', 'i', 'instance ID'],
  ['InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'],
);

export const IMAGE = listedKind(
  ['image', 'ami', 'image id'],
  ['InvalidAMIID.NotFound', 'InvalidAMIID.Malformed'],
  (list) => `[${list}]`,
);

export const LAUNCH_TEMPLATE: Ec2Kind = {
  resourceType: 'launch-template',
  prefix: 'lt',
  malformedCode: 'InvalidLaunchTemplateId.Malformed',
  notFound: ([id]) =>
    new Fault(
      'InvalidLaunchTemplateId.NotFound',
      `The specified launch template, with template ID ${id}, does not exist.`,
    ),
};

export const IMPORT_IMAGE_TASK: Ec2Kind = {
  resourceType: 'import-image-task',
  prefix: 'import-ami',
  malformedCode: 'InvalidConversionTaskId.Malformed',
  notFound: (ids) => new Fault('InvalidConversionTaskId', `The import task ID '${ids.join(', ')}' does not exist`),
};

export const VPC = plainKind(['vpc', 'vpc', 'vpc ID'], ['InvalidVpcID.NotFound', 'InvalidVpcID.Malformed']);
export const SUBNET = plainKind(
  ['subnet', 'subnet', 'subnet ID'],
  ['InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'],
);
export const SECURITY_GROUP = plainKind(
  ['security-group', 'sg', 'security group'],
  ['InvalidGroup.NotFound', 'InvalidGroupId.Malformed'],
);
export const SECURITY_GROUP_RULE = plainKind(
  ['security-group-rule', 'sgr', 'security group rule ID'],
  ['InvalidSecurityGroupRuleId.NotFound', 'InvalidSecurityGroupRuleId.Malformed'],
);
export const KEY_PAIR = plainKind(
  ['key-pair', 'key', 'key pair ID'],
  ['InvalidKeyPair.NotFound', 'InvalidKeyPairId.Malformed'],
);
export const VOLUME = plainKind(['volume', 'vol', 'volume'], ['InvalidVolume.NotFound', 'InvalidVolumeID.Malformed']);
export const VOLUME_MODIFICATION: Ec2Kind = {
  ...VOLUME,
  notFound: ([id]) =>
    new Fault('InvalidVolumeModification.NotFound', `Modification for volume '${id}' does not exist.`),
};
export const PROFILE_ASSOCIATION = plainKind(
  ['iam-instance-profile-association', 'iip-assoc', 'association ID'],
  ['InvalidAssociationID.NotFound', 'InvalidAssociationID.Malformed'],
);
export const NETWORK_INTERFACE = plainKind(
  ['network-interface', 'eni', 'networkInterface ID'],
  ['InvalidNetworkInterfaceID.NotFound', 'InvalidNetworkInterfaceId.Malformed'],
);
export const INTERFACE_ATTACHMENT = plainKind(
  ['network-interface-attachment', 'eni-attach', 'interface attachment'],
  ['InvalidAttachmentID.NotFound', 'InvalidNetworkInterfaceAttachmentId.Malformed'],
);
export const SNAPSHOT = plainKind(
  ['snapshot', 'snap', 'snapshot'],
  ['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed'],
);
export const HOST = plainKind(
  ['dedicated-host', 'h', 'Dedicated Host'],
  ['InvalidHostID.NotFound', 'InvalidHostID.Malformed'],
);

export const INTERNET_GATEWAY = plainKind(
  ['internet-gateway', 'igw', 'internetGateway ID'],
  ['InvalidInternetGatewayID.NotFound', 'InvalidInternetGatewayId.Malformed'],
);
export const ROUTE_TABLE = plainKind(
  ['route-table', 'rtb', 'routeTable ID'],
  ['InvalidRouteTableID.NotFound', 'InvalidRouteTableId.Malformed'],
);
export const NAT_GATEWAY: Ec2Kind = {
  resourceType: 'natgateway',
  prefix: 'nat',
  malformedCode: 'NatGatewayMalformed',
  notFound: ([id]) => new Fault('NatGatewayNotFound', `NAT gateway ${id} was not found`),
};
export const ADDRESS = plainKind(
  ['elastic-ip', 'eipalloc', 'allocation ID'],
  ['InvalidAllocationID.NotFound', 'InvalidAllocationID.Malformed'],
);
/** What associates a route table with a subnet, and an address with a network interface. */
export const ROUTE_TABLE_ASSOCIATION = plainKind(
  ['route-table-association', 'rtbassoc', 'association ID'],
  ['InvalidAssociationID.NotFound', 'InvalidAssociationID.Malformed'],
);
export const ADDRESS_ASSOCIATION = plainKind(
  ['address-association', 'eipassoc', 'association ID'],
  ['InvalidAssociationID.NotFound', 'InvalidAssociationID.Malformed'],
);

/** Known by id or by name, with one text for both. */
export const PLACEMENT_GROUP: Ec2Kind = {
  resourceType: 'placement-group',
  prefix: 'pg',
  malformedCode: 'InvalidPlacementGroupId.Malformed',
  notFound: ([group]) => new Fault('InvalidPlacementGroup.Unknown', `The Placement Group '${group}' is unknown.`),
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const SPOT_REQUEST = plainKind(
  ['spot-instances-request', 'sir', 'spot instance request ID'],
  ['InvalidSpotInstanceRequestID.NotFound', 'InvalidSpotInstanceRequestID.Malformed'],
);
export const FLEET = plainKind(
  ['fleet', 'fleet', 'fleet ID'],
  ['InvalidFleetId.NotFound', 'InvalidFleetId.Malformed'],
  UUID,
);
export const SPOT_FLEET = plainKind(
  ['spot-fleet-request', 'sfr', 'spot fleet request ID'],
  ['InvalidSpotFleetRequestId.NotFound', 'InvalidSpotFleetRequestId.Malformed'],
  UUID,
);

const ID_BODY = /^[0-9a-f]{8,17}$/;

/** Faults with the kind's own code unless the text has the form of an id of that kind. */
export function checkId({ prefix, malformedCode, body = ID_BODY }: Ec2Kind, id: string): void {
  if (!id.startsWith(`${prefix}-`) || !body.test(id.slice(prefix.length + 1)))
    throw new Fault(malformedCode, `Invalid id: "${id}" (expecting "${prefix}-...")`);
}

/** The ARN of a resource of the account; images and snapshots carry no account in theirs. */
export function ec2Arn({ resourceType }: Ec2Kind, id: string, scope: { accountId: string; region: string }): string {
  const account = ['image', 'snapshot'].includes(resourceType) ? '' : scope.accountId;
  return `arn:aws:ec2:${scope.region}:${account}:${resourceType}/${id}`;
}
