import type {
  Instance as Ec2Instance,
  InstanceNetworkInterface,
  InstanceNetworkInterfaceAssociation,
} from '@aws-sdk/client-ec2';
import type { Accessors, FilterRules, FilterValue } from '../../../domain/filters.ts';
import type { ListedInstance } from '../../../views/ec2/instances.ts';

export interface FilteredInstance {
  readonly instance: ListedInstance;
  readonly shape: Ec2Instance;
}

type Accessor = (item: FilteredInstance) => FilterValue;

const of =
  (read: (shape: Ec2Instance) => FilterValue): Accessor =>
  ({ shape }) =>
    read(shape);

const volumes = (
  read: (mapping: NonNullable<Ec2Instance['BlockDeviceMappings']>[number]) => string | boolean | Date | undefined,
) => of((shape) => shape.BlockDeviceMappings?.map(read).filter((value) => value !== undefined));

/** Of every network interface. */
const nic =
  (read: (nic: InstanceNetworkInterface, item: FilteredInstance) => FilterValue): Accessor =>
  (item) =>
    (item.shape.NetworkInterfaces ?? []).flatMap((one) => read(one, item) ?? []);

/** Of every private address that a public one leads to. */
const led = (read: (association: Association) => string | undefined) =>
  nic((one) =>
    (one.PrivateIpAddresses ?? []).flatMap(({ Association: association }) => (association && read(association)) ?? []),
  );

/** The shape has these two as well, though EC2 does not answer them here. */
type Association = InstanceNetworkInterfaceAssociation & { AllocationId?: string; AssociationId?: string };
const association = (read: (association: Association) => string | undefined) =>
  nic(({ Association: one }) => one && read(one));

const groups = (
  read: (group: { GroupId?: string | undefined; GroupName?: string | undefined }) => string | undefined,
) => of((shape) => shape.SecurityGroups?.map(read).filter((value) => value !== undefined));

const never = () => undefined;

const machine: Accessors<FilteredInstance> = {
  affinity: of((i) => i.Placement?.Affinity),
  architecture: of((i) => i.Architecture),
  'availability-zone': of((i) => i.Placement?.AvailabilityZone),
  'availability-zone-id': of((i) => i.Placement?.AvailabilityZoneId),
  'boot-mode': never,
  'capacity-reservation-id': never,
  'capacity-reservation-specification.capacity-reservation-preference': of(
    (i) => i.CapacityReservationSpecification?.CapacityReservationPreference,
  ),
  'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id': never,
  'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn': never,
  'client-token': of((i) => i.ClientToken),
  'current-instance-boot-mode': of((i) => i.CurrentInstanceBootMode),
  'dns-name': of((i) => i.PublicDnsName),
  'ebs-optimized': of((i) => i.EbsOptimized),
  'ena-support': of((i) => i.EnaSupport),
  'enclave-options.enabled': of((i) => i.EnclaveOptions?.Enabled),
  'hibernation-options.configured': of((i) => i.HibernationOptions?.Configured),
  'host-id': of((i) => i.Placement?.HostId),
  hypervisor: of((i) => i.Hypervisor),
  'iam-instance-profile.arn': of((i) => i.IamInstanceProfile?.Arn),
  'iam-instance-profile.id': of((i) => i.IamInstanceProfile?.Id),
  'image-id': of((i) => i.ImageId),
  'instance-id': of((i) => i.InstanceId),
  'instance-lifecycle': of((i) => i.InstanceLifecycle),
  'instance-state-code': of((i) => i.State?.Code),
  'instance-state-name': of((i) => i.State?.Name),
  'instance-type': of((i) => i.InstanceType),
  'instance.group-id': groups((group) => group.GroupId),
  'instance.group-name': groups((group) => group.GroupName),
  'ip-address': of((i) => i.PublicIpAddress),
  'ipv6-address': never,
  'kernel-id': never,
  'key-name': of((i) => i.KeyName),
  'launch-index': of((i) => i.AmiLaunchIndex),
  'launch-time': of((i) => i.LaunchTime),
  'maintenance-options.auto-recovery': of((i) => i.MaintenanceOptions?.AutoRecovery),
  'metadata-options.http-endpoint': of((i) => i.MetadataOptions?.HttpEndpoint),
  'metadata-options.http-protocol-ipv4': of((i) => i.MetadataOptions?.HttpEndpoint),
  'metadata-options.http-protocol-ipv6': of((i) => i.MetadataOptions?.HttpProtocolIpv6),
  'metadata-options.http-put-response-hop-limit': of((i) => i.MetadataOptions?.HttpPutResponseHopLimit),
  'metadata-options.http-tokens': of((i) => i.MetadataOptions?.HttpTokens),
  'metadata-options.instance-metadata-tags': of((i) => i.MetadataOptions?.InstanceMetadataTags),
  'metadata-options.state': of((i) => i.MetadataOptions?.State),
  'monitoring-state': of((i) => i.Monitoring?.State),
  'network-performance-options.bandwidth-weighting': of((i) => i.NetworkPerformanceOptions?.BandwidthWeighting),
  'operator.managed': of((i) => i.Operator?.Managed),
  'operator.principal': never,
  'outpost-arn': never,
  'owner-id': ({ instance }) => instance.accountId,
  'placement-group-name': of((i) => i.Placement?.GroupName),
  'placement-partition-number': of((i) => i.Placement?.PartitionNumber),
  platform: of((i) => i.Platform),
  'platform-details': of((i) => i.PlatformDetails),
  'private-dns-name': of((i) => i.PrivateDnsName),
  'private-dns-name-options.enable-resource-name-dns-a-record': of(
    (i) => i.PrivateDnsNameOptions?.EnableResourceNameDnsARecord,
  ),
  'private-dns-name-options.enable-resource-name-dns-aaaa-record': of(
    (i) => i.PrivateDnsNameOptions?.EnableResourceNameDnsAAAARecord,
  ),
  'private-dns-name-options.hostname-type': of((i) => i.PrivateDnsNameOptions?.HostnameType),
  'private-ip-address': of((i) => i.PrivateIpAddress),
  'product-code': of((i) => i.ProductCodes?.map((code) => code.ProductCodeId ?? '')),
  'product-code.type': of((i) => i.ProductCodes?.map((code) => code.ProductCodeType ?? '')),
  'ramdisk-id': never,
  reason: of((i) => i.StateTransitionReason),
  'requester-id': never,
  'reservation-id': ({ instance }) => instance.reservationId,
  'root-device-name': of((i) => i.RootDeviceName),
  'root-device-type': of((i) => i.RootDeviceType),
  'source-dest-check': of((i) => i.SourceDestCheck),
  'spot-instance-request-id': of((i) => i.SpotInstanceRequestId),
  'state-reason-code': of((i) => i.StateReason?.Code),
  'state-reason-message': of((i) => i.StateReason?.Message),
  'subnet-id': of((i) => i.SubnetId),
  tenancy: of((i) => i.Placement?.Tenancy),
  'tpm-support': never,
  'usage-operation': of((i) => i.UsageOperation),
  'usage-operation-update-time': of((i) => i.UsageOperationUpdateTime),
  'virtualization-type': of((i) => i.VirtualizationType),
  'vpc-id': of((i) => i.VpcId),
};

const blockDevices: Accessors<FilteredInstance> = {
  'block-device-mapping.attach-time': volumes((mapping) => mapping.Ebs?.AttachTime),
  'block-device-mapping.delete-on-termination': volumes((mapping) => mapping.Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': volumes((mapping) => mapping.DeviceName),
  'block-device-mapping.status': volumes((mapping) => mapping.Ebs?.Status),
  'block-device-mapping.volume-id': volumes((mapping) => mapping.Ebs?.VolumeId),
};

const networkInterface: Accessors<FilteredInstance> = {
  'addresses.association.allocation-id': led((one) => one.AllocationId),
  'addresses.association.association-id': led((one) => one.AssociationId),
  'addresses.association.carrier-ip': never,
  'addresses.association.customer-owned-ip': never,
  'addresses.association.ip-owner-id': led((one) => one.IpOwnerId),
  'addresses.association.public-dns-name': led((one) => one.PublicDnsName),
  'addresses.association.public-ip': led((one) => one.PublicIp),
  'addresses.primary': nic((n) => n.PrivateIpAddresses?.map((one) => one.Primary ?? false)),
  'addresses.private-dns-name': nic((n) => n.PrivateIpAddresses?.map((one) => one.PrivateDnsName ?? '')),
  'addresses.private-ip-address': nic((n) => n.PrivateIpAddresses?.map((one) => one.PrivateIpAddress ?? '')),
  'association.allocation-id': association((one) => one.AllocationId),
  'association.association-id': association((one) => one.AssociationId),
  'association.carrier-ip': never,
  'association.customer-owned-ip': never,
  'association.ip-owner-id': association((one) => one.IpOwnerId),
  'association.public-dns-name': association((one) => one.PublicDnsName),
  'association.public-ip': association((one) => one.PublicIp),
  'attachment.attach-time': nic((n) => n.Attachment?.AttachTime),
  'attachment.attachment-id': nic((n) => n.Attachment?.AttachmentId),
  'attachment.delete-on-termination': nic((n) => n.Attachment?.DeleteOnTermination),
  'attachment.device-index': nic((n) => n.Attachment?.DeviceIndex),
  'attachment.instance-id': nic((_, { instance }) => instance.id),
  'attachment.instance-owner-id': nic((n) => n.OwnerId),
  'attachment.network-card-index': nic((n) => n.Attachment?.NetworkCardIndex),
  'attachment.status': nic((n) => n.Attachment?.Status),
  'availability-zone': nic((_, { instance }) => instance.availabilityZone),
  'deny-all-igw-traffic': never,
  description: nic((n) => n.Description),
  'group-id': nic((n) => n.Groups?.map((group) => group.GroupId!)),
  'group-name': nic((n) => n.Groups?.map((group) => group.GroupName!)),
  'ipv4-prefixes.ipv4-prefix': never,
  'ipv6-address': never,
  'ipv6-addresses.ipv6-address': never,
  'ipv6-addresses.is-primary-ipv6': never,
  'ipv6-native': nic(() => false),
  'ipv6-prefixes.ipv6-prefix': never,
  'mac-address': nic((n) => n.MacAddress),
  'network-interface-id': nic((n) => n.NetworkInterfaceId),
  'operator.managed': nic((n) => n.Operator?.Managed),
  'operator.principal': never,
  'outpost-arn': never,
  'owner-id': nic((n) => n.OwnerId),
  'private-dns-name': nic((n) => n.PrivateDnsName),
  'private-ip-address': nic((n) => n.PrivateIpAddress),
  'public-dns-name': association((one) => one.PublicDnsName),
  'requester-id': never,
  'requester-managed': nic(() => false),
  status: nic((n) => n.Status),
  'source-dest-check': nic((n) => n.SourceDestCheck),
  'subnet-id': nic((n) => n.SubnetId),
  'tag-key': never,
  'tag-value': never,
  'vpc-id': nic((n) => n.VpcId),
};

/** The filters that EC2 documents for DescribeInstances; those for what Headroom has none of match nothing. */
export const instanceFilters: FilterRules<FilteredInstance> = {
  accessors: {
    ...machine,
    ...blockDevices,
    ...Object.fromEntries(Object.entries(networkInterface).map(([name, read]) => [`network-interface.${name}`, read])),
  },
  tagsOf: ({ instance }) => instance.tags,
};
