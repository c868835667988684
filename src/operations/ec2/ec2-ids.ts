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

export const INSTANCE: Ec2Kind = {
  resourceType: 'instance',
  prefix: 'i',
  malformedCode: 'InvalidInstanceID.Malformed',
  notFound: (ids) =>
    new Fault(
      'InvalidInstanceID.NotFound',
      ids.length === 1
        ? `The instance ID '${ids[0]}' does not exist`
        : `The instance IDs '${ids.join(', ')}' do not exist`,
    ),
};

export const IMAGE: Ec2Kind = {
  resourceType: 'image',
  prefix: 'ami',
  malformedCode: 'InvalidAMIID.Malformed',
  notFound: (ids) =>
    new Fault(
      'InvalidAMIID.NotFound',
      ids.length === 1
        ? `The image id '[${ids[0]}]' does not exist`
        : `The image ids '[${ids.join(', ')}]' do not exist`,
    ),
};

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

/** A kind whose not-found text is of the usual form, of one id. */
export const plainKind = (
  resourceType: string,
  prefix: string,
  [code, noun, malformedCode]: readonly [string, string, string],
): Ec2Kind => ({
  resourceType,
  prefix,
  malformedCode,
  notFound: ([id]) => new Fault(code, `The ${noun} '${id}' does not exist`),
});

export const VPC = plainKind('vpc', 'vpc', ['InvalidVpcID.NotFound', 'vpc ID', 'InvalidVpcID.Malformed']);
export const SUBNET = plainKind('subnet', 'subnet', [
  'InvalidSubnetID.NotFound',
  'subnet ID',
  'InvalidSubnetID.Malformed',
]);
export const SECURITY_GROUP = plainKind('security-group', 'sg', [
  ...(['InvalidGroup.NotFound', 'security group', 'InvalidGroupId.Malformed'] as const),
]);
export const SECURITY_GROUP_RULE = plainKind('security-group-rule', 'sgr', [
  ...([
    'InvalidSecurityGroupRuleId.NotFound',
    'security group rule ID',
    'InvalidSecurityGroupRuleId.Malformed',
  ] as const),
]);
export const KEY_PAIR = plainKind('key-pair', 'key', [
  'InvalidKeyPair.NotFound',
  'key pair ID',
  'InvalidKeyPairId.Malformed',
]);
export const VOLUME = plainKind('volume', 'vol', ['InvalidVolume.NotFound', 'volume', 'InvalidVolumeID.Malformed']);
export const VOLUME_MODIFICATION: Ec2Kind = {
  ...VOLUME,
  notFound: ([id]) =>
    new Fault('InvalidVolumeModification.NotFound', `Modification for volume '${id}' does not exist.`),
};
export const NETWORK_INTERFACE = plainKind('network-interface', 'eni', [
  ...(['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID', 'InvalidNetworkInterfaceId.Malformed'] as const),
]);
export const PROFILE_ASSOCIATION = plainKind('iam-instance-profile-association', 'iip-assoc', [
  ...(['InvalidAssociationID.NotFound', 'association ID', 'InvalidAssociationID.Malformed'] as const),
]);
export const SNAPSHOT = plainKind('snapshot', 'snap', [
  ...(['InvalidSnapshot.NotFound', 'snapshot', 'InvalidSnapshotID.Malformed'] as const),
]);
export const HOST = plainKind('dedicated-host', 'h', [
  'InvalidHostID.NotFound',
  'Dedicated Host',
  'InvalidHostID.Malformed',
]);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const SPOT_REQUEST = plainKind('spot-instances-request', 'sir', [
  ...([
    'InvalidSpotInstanceRequestID.NotFound',
    'spot instance request ID',
    'InvalidSpotInstanceRequestID.Malformed',
  ] as const),
]);
export const FLEET: Ec2Kind = {
  ...plainKind('fleet', 'fleet', ['InvalidFleetId.NotFound', 'fleet ID', 'InvalidFleetId.Malformed']),
  body: UUID,
};
export const SPOT_FLEET: Ec2Kind = {
  ...plainKind('spot-fleet-request', 'sfr', [
    ...([
      'InvalidSpotFleetRequestId.NotFound',
      'spot fleet request ID',
      'InvalidSpotFleetRequestId.Malformed',
    ] as const),
  ]),
  body: UUID,
};

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
