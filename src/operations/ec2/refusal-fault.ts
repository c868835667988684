import { describeRefusal, type Refusal } from '../../domain/refusal.ts';
import { CommonFault, Fault } from '../../fault.ts';

/**
 * What EC2 calls a launch or start that licenses refuse. AWS documents the text and publishes no code; this is the query
 * code that License Manager's model gives the same refusal (LicenseUsageException), with EC2's status for a client's fault.
 */
const LICENSE_USAGE_CODE = 'LicenseUsageFailure';

/** EC2's codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const CODES: Readonly<Record<Refusal['kind'], string>> = {
  licenses: LICENSE_USAGE_CODE,
  'license-not-found': 'InvalidLicenseConfigurationId.NotFound',
  'too-many-licenses': 'InvalidParameterValue',
  'license-in-use': LICENSE_USAGE_CODE,
  'license-kept': LICENSE_USAGE_CODE,
  'license-reported': LICENSE_USAGE_CODE,
  'license-change': 'InvalidParameterValue',
  'not-authorized': 'UnauthorizedOperation',
  'token-reused': 'IdempotentParameterMismatch',
  'image-not-found': 'InvalidAMIID.NotFound',
  'image-deregistered': 'InvalidAMIID.Unavailable',
  'image-not-owned': 'OperationNotPermitted',
  'instance-type-unknown': 'InvalidParameterValue',
  'architecture-mismatch': 'InvalidParameterValue',
  'subnet-not-found': 'InvalidSubnetID.NotFound',
  'subnet-full': 'InsufficientFreeAddressesInSubnet',
  'zone-unknown': 'InvalidParameterValue',
  'zone-conflict': 'InvalidParameterCombination',
  'group-not-found': 'InvalidGroup.NotFound',
  'group-elsewhere': 'InvalidParameter',
  'address-elsewhere': 'InvalidParameterValue',
  'address-in-use': 'InvalidIPAddress.InUse',
  'address-of-many': 'InvalidParameterCombination',
  'interface-not-found': 'InvalidNetworkInterfaceID.NotFound',
  'interface-in-use': 'InvalidNetworkInterface.InUse',
  'interface-of-many': 'InvalidParameterCombination',
  'key-pair-not-found': 'InvalidKeyPair.NotFound',
  'placement-group-unknown': 'InvalidPlacementGroup.Unknown',
  'spread-full': 'InsufficientInstanceCapacity',
  'snapshot-not-found': 'InvalidSnapshot.NotFound',
  'volume-without-size': 'MissingParameter',
  'volume-too-small': 'InvalidBlockDeviceMapping',
  'cpu-options': 'InvalidParameterValue',
  'host-not-found': 'InvalidHostID.NotFound',
  'host-capacity': 'InsufficientHostCapacity',
  'host-full': 'InsufficientCapacityOnHost',
  'host-state': 'InvalidHostState',
  'host-mismatch': 'IncompatibleHostRequirements',
  'zone-conflict-host': 'IncompatibleHostRequirements',
  'host-occupied': 'InvalidHost.Occupied',
  'host-too-young': 'HostMinAllocationPeriodUnexpired',
  // EC2 publishes no code for a host resource group that is not there.
  'host-group-not-found': 'InvalidParameterValue',
  'counts-machines': 'InvalidParameterValue',
  'counts-hosts': 'InvalidParameterValue',
  'cpus-unknown': 'InvalidParameterValue',
  'license-foreign': 'OperationNotPermitted',
  'held-on-host': 'OperationNotPermitted',
  discovered: 'OperationNotPermitted',
  'tenancy-conflict': 'InvalidTenancy',
  'placement-conflict': 'InvalidParameterCombination',
  'instance-not-found': 'InvalidInstanceID.NotFound',
  'instance-state': 'IncorrectInstanceState',
  'instance-protected': 'OperationNotPermitted',
  'spot-not-stoppable': 'UnsupportedOperation',
  'resource-not-found': 'InvalidParameterValue',
  'resource-state': 'IncorrectState',
};

/** EC2's code for a kind of refusal, where it is told in an answer and not as a fault. */
export const ec2CodeOf = (kind: Refusal['kind']): string => CODES[kind];

/** The fault that tells EC2's clients of a refusal. */
export function refusalFault(refusal: Refusal): Fault | CommonFault {
  if (refusal.kind === 'not-authorized') return new CommonFault('NotAuthorized', refusal.reason);
  if (refusal.kind === 'token-reused') return tokenMismatch();
  return new Fault(CODES[refusal.kind], describeRefusal(refusal), 400);
}

/** A client token that came back with other parameters, in AWS's words, which clients look for. */
export const tokenMismatch = (): Fault =>
  new Fault(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );

/** What a dry run is answered once the real run would have gone through. */
export const dryRunSucceeded = (): Fault =>
  new Fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
