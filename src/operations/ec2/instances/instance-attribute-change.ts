import type {
  InstanceAttributeName,
  InstanceBlockDeviceMappingSpecification,
  ModifyInstanceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { volumesOf, withDevices } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { groupSettings } from '../../../domain/launch/launch-network.ts';
import { defaultNetwork } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import { lockSecurityGroups } from '../../../store/security-group.ts';
import { listSecurityGroups } from '../../../views/ec2/security-groups.ts';
import { SECURITY_GROUP } from '../ec2-ids.ts';
import { namedItems } from '../listing/named-items.ts';
import { refusalFault } from '../refusal-fault.ts';
import type { SettingsChange } from './change-instance-settings.ts';
import { checkUserData } from './user-data.ts';

/** What a ModifyInstanceAttribute changes: the type, which the ledger decides on, or what EC2 merely keeps. */
export type AttributeChange =
  | { readonly attribute: 'instanceType'; readonly instanceType: string }
  | {
      readonly attribute: Exclude<InstanceAttributeName, 'instanceType'>;
      readonly stoppedOnly?: boolean;
      readonly settingsOf: SettingsChange['settingsOf'];
    };

/** The one change that the request asks for, in either of its two forms. Throws EC2's faults. */
export function attributeChangeOf(request: ModifyInstanceAttributeRequest): AttributeChange {
  const changes = changesOf({ ...request, ...legacyForm(request) });
  const [change] = changes;
  if (!change) throw combination('No attributes specified.');
  if (changes.length > 1) throw combination('Fields for multiple attribute types specified');
  return change;
}

/** Attribute and Value, which name the attribute, as the members that the newer form has for it. */
function legacyForm({
  Attribute: attribute,
  Value: value,
}: ModifyInstanceAttributeRequest): Partial<ModifyInstanceAttributeRequest> {
  if (attribute === undefined || value === undefined) return {};
  const member = attribute[0]!.toUpperCase() + attribute.slice(1);
  if (BOOLEANS.includes(attribute)) return { [member]: { Value: booleanOf(attribute, value) } };
  if (attribute === 'userData') return { UserData: { Value: Buffer.from(value, 'base64') } };
  if (attribute === 'groupSet') return { Groups: [value] };
  if (attribute === 'blockDeviceMapping' || attribute === 'enclaveOptions')
    throw combination(`Use the member ${member} for this attribute.`);
  return { [member]: { Value: value } };
}

const BOOLEANS: readonly string[] = [
  'disableApiStop',
  'disableApiTermination',
  'ebsOptimized',
  'enaSupport',
  'sourceDestCheck',
];

function booleanOf(attribute: string, value: string): boolean {
  const given = value.toLowerCase();
  if (given !== 'true' && given !== 'false')
    throw invalid(`Invalid value '${value}' for ${attribute}: expected true or false.`);
  return given === 'true';
}

function changesOf(request: ModifyInstanceAttributeRequest): AttributeChange[] {
  const { DisableApiStop, DisableApiTermination, SourceDestCheck, EbsOptimized, EnclaveOptions, UserData, Groups } =
    request;
  const unsupported = (['Kernel', 'Ramdisk', 'SriovNetSupport', 'EnaSupport'] as const).find(
    (name) => request[name] !== undefined,
  );
  if (unsupported) throw new Fault('UnsupportedOperation', `Headroom does not change ${unsupported} of an instance.`);
  const plain = (
    attribute: Exclude<InstanceAttributeName, 'instanceType'>,
    settings: Partial<Instance['settings']>,
    stoppedOnly = false,
  ) => [{ attribute, settingsOf: () => settings, stoppedOnly }];
  return [
    ...(DisableApiStop ? plain('disableApiStop', { disableApiStop: DisableApiStop.Value }) : []),
    ...(DisableApiTermination
      ? plain('disableApiTermination', { disableApiTermination: DisableApiTermination.Value })
      : []),
    ...(SourceDestCheck ? plain('sourceDestCheck', { sourceDestCheck: SourceDestCheck.Value }) : []),
    ...(EbsOptimized ? plain('ebsOptimized', { ebsOptimized: EbsOptimized.Value }, true) : []),
    ...(EnclaveOptions ? plain('enclaveOptions', { enclave: EnclaveOptions.Enabled }, true) : []),
    ...(UserData ? plain('userData', { userData: userDataOf(UserData.Value) }, true) : []),
    ...(Groups?.length ? [{ attribute: 'groupSet' as const, settingsOf: groupChange(Groups) }] : []),
    ...shutdownChange(request),
    ...typeChange(request),
    ...deviceChange(request.BlockDeviceMappings),
  ];
}

const userDataOf = (bytes: Uint8Array | undefined) => checkUserData(Buffer.from(bytes ?? []).toString('base64'));

/** Security groups for a machine, which must be there and of its VPC. They are locked, so that none is deleted meanwhile. */
export function groupChange(ids: readonly string[]): SettingsChange['settingsOf'] {
  return async ({ accountId, region, subnetId, settings }, trx) => {
    await lockSecurityGroups(trx, ids);
    const known = await listSecurityGroups(trx, { accountId, region }, { ids });
    const groups = namedItems(known, ids, { kind: SECURITY_GROUP, idOf: ({ id }) => id });
    const { vpcId = defaultNetwork(accountId, region).vpcId } = settings;
    const elsewhere = groups.find((group) => group.vpcId !== vpcId);
    if (elsewhere) throw refusalFault({ kind: 'group-elsewhere', groupId: elsewhere.id, subnetId });
    return { securityGroupNames: undefined, ...groupSettings(groups) };
  };
}

function shutdownChange({
  InstanceInitiatedShutdownBehavior: behavior,
}: ModifyInstanceAttributeRequest): AttributeChange[] {
  if (!behavior) return [];
  const value = behavior.Value;
  if (value !== 'stop' && value !== 'terminate')
    throw invalid(`Invalid value '${value}' for InstanceInitiatedShutdownBehavior: expected stop or terminate.`);
  return [{ attribute: 'instanceInitiatedShutdownBehavior', settingsOf: () => ({ shutdownBehavior: value }) }];
}

function typeChange({ InstanceType: type }: ModifyInstanceAttributeRequest): AttributeChange[] {
  return type ? [{ attribute: 'instanceType', instanceType: type.Value ?? '' }] : [];
}

/** Of volumes only DeleteOnTermination can be changed here. */
function deviceChange(mappings: readonly InstanceBlockDeviceMappingSpecification[] | undefined): AttributeChange[] {
  if (!mappings?.length) return [];
  const settingsOf = (instance: Instance) => {
    const known = volumesOf(instance).map((volume) => volume.deviceName);
    const unknown = mappings.find(({ DeviceName }) => !known.includes(DeviceName ?? ''));
    if (unknown)
      throw new Fault('InvalidInstanceAttributeValue', `No device is currently mapped at ${unknown.DeviceName}`);
    const given = new Map(mappings.map(({ DeviceName, Ebs }) => [DeviceName, Ebs?.DeleteOnTermination]));
    return withDevices(instance, (device) => ({
      ...device,
      deleteOnTermination: given.get(device.deviceName) ?? device.deleteOnTermination,
    }));
  };
  return [{ attribute: 'blockDeviceMapping', settingsOf }];
}

const combination = (message: string): Fault => new Fault('InvalidParameterCombination', message);
const invalid = (message: string): Fault => new Fault('InvalidParameterValue', message);
