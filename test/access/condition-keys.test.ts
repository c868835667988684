import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { type ActionFile, actionFile } from '../../src/access/action-table.ts';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { EC2_KEYS, ID_KEYS } from '../../src/domain/policies/ec2-keys.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { allow, type Clients, clientsOf, createUser, deny, IMAGE, LAUNCH, refuses, setPolicy } from './access-world.ts';

// Every condition key that EC2 has of what is built: a policy that denies by its value refuses, by another value does not.

let server: InProcessServer;
let root: Clients;
let user: Clients;
const given = new Map<string, string>();

before(async () => {
  server = await startInProcessServer();
  root = clientsOf(server.caller);
  user = await createUser(server.caller, 'ann');
  const { ec2 } = root;
  const AvailabilityZone = 'us-east-1b';
  const { VpcId } = (await ec2.createVpc({ CidrBlock: '10.0.0.0/16', InstanceTenancy: 'dedicated' })).Vpc!;
  const { SubnetId } = (await ec2.createSubnet({ VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone })).Subnet!;
  const volume = await ec2.createVolume({ AvailabilityZone, Size: 11, VolumeType: 'gp3', Encrypted: true });
  const { GroupId } = await ec2.createSecurityGroup({ GroupName: 'g', Description: 'x', VpcId });
  const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId, Groups: [GroupId!] });
  const { SnapshotId } = await ec2.createSnapshot({ VolumeId: volume.VolumeId! });
  const address = await ec2.allocateAddress({});
  const { HostIds } = await ec2.allocateHosts({
    ...{ AvailabilityZone, InstanceType: 'm5.large', AutoPlacement: 'on', HostRecovery: 'on' },
  });
  await ec2.createKeyPair({ KeyName: 'key', KeyType: 'ed25519' });
  await ec2.createPlacementGroup({ GroupName: 'close', Strategy: 'spread' });
  const { RouteTable } = await ec2.createRouteTable({ VpcId });
  const { InternetGateway } = await ec2.createInternetGateway({});
  const { Instances } = await ec2.runInstances({ ...LAUNCH, Placement: { AvailabilityZone } });
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    ...{ LaunchTemplateName: 'tmpl', LaunchTemplateData: { ImageId: IMAGE, InstanceType: 't3.micro' } },
  });
  const { ImageId } = await ec2.registerImage({ Name: 'own' });
  for (const [name, id] of Object.entries({
    ...{ VpcId, SubnetId, GroupId, SnapshotId, ImageId, VolumeId: volume.VolumeId, HostId: HostIds![0] },
    ...{ NetworkInterfaceId: NetworkInterface!.NetworkInterfaceId, AllocationId: address.AllocationId },
    ...{ PublicIp: address.PublicIp, RouteTableId: RouteTable!.RouteTableId, InstanceId: Instances![0]!.InstanceId },
    ...{ InternetGatewayId: InternetGateway!.InternetGatewayId, LaunchTemplateId: LaunchTemplate!.LaunchTemplateId },
    DefaultGroupId: (await ec2.describeSecurityGroups({ GroupNames: ['default'] })).SecurityGroups![0]!.GroupId,
    DefaultSubnetId: (await ec2.describeSubnets({})).Subnets!.find((one) => one.DefaultForAz)!.SubnetId,
    RootVolumeId: (await ec2.describeVolumes({})).Volumes!.find((one) => one.Attachments!.length > 0)!.VolumeId,
  }))
    given.set(name, id!);
});

type Value = string | (() => string);
type Call = () => Promise<unknown>;
type Row = readonly [key: string, type: string, value: Value, call: Call];

const id = (name: string): string => given.get(name)!;
const arn = (type: string, name: string): string =>
  `arn:aws:ec2:us-east-1:${type === 'snapshot' ? '' : server.accountId}:${type}/${id(name)}`;
const run = (more: Partial<RunInstancesCommandInput> = {}) =>
  user.ec2.runInstances({ ...LAUNCH, DryRun: true, ...more });
const zone = { AvailabilityZone: 'us-east-1b' };
const device = (Ebs: object, DeviceName = '/dev/xvda') => ({ BlockDeviceMappings: [{ DeviceName, Ebs }] });
const windows = publicImages('us-east-1').find(({ platform }) => platform === 'windows')!;

const MADE_BY_LAUNCH: readonly Row[] = [
  ['AvailabilityZone', 'instance', 'us-east-1b', () => run({ Placement: zone })],
  ['AvailabilityZone', 'instance', 'us-east-1a', () => run()],
  ['AvailabilityZone', 'volume', 'us-east-1b', () => run({ SubnetId: id('SubnetId') })],
  ['AvailabilityZoneId', 'instance', 'use1-az2', () => run({ Placement: zone })],
  ['EbsOptimized', 'instance', 'true', () => run({ EbsOptimized: true })],
  ['InstanceAutoRecovery', 'instance', 'disabled', () => run({ MaintenanceOptions: { AutoRecovery: 'disabled' } })],
  [
    ...(['InstanceBandwidthWeighting', 'instance', 'vpc-1'] as const),
    () => run({ NetworkPerformanceOptions: { BandwidthWeighting: 'vpc-1' } }),
  ],
  ['InstanceMarketType', 'instance', 'spot', () => run({ InstanceMarketOptions: { MarketType: 'spot' } })],
  ['InstanceMarketType', 'instance', 'on-demand', () => run()],
  ['InstanceMetadataTags', 'instance', 'enabled', () => run({ MetadataOptions: { InstanceMetadataTags: 'enabled' } })],
  ['InstanceType', 'instance', 't3.micro', () => run()],
  ['MetadataHttpEndpoint', 'instance', 'disabled', () => run({ MetadataOptions: { HttpEndpoint: 'disabled' } })],
  ['MetadataHttpPutResponseHopLimit', 'instance', '3', () => run({ MetadataOptions: { HttpPutResponseHopLimit: 3 } })],
  ['MetadataHttpTokens', 'instance', 'optional', () => run()],
  [
    'PlacementGroup',
    'instance',
    () => `arn:aws:ec2:us-east-1:${server.accountId}:placement-group/close`,
    () => run({ InstanceType: 'm5.large', Placement: { GroupName: 'close' } }),
  ],
  ['RootDeviceType', 'instance', 'ebs', () => run()],
  ['Tenancy', 'instance', 'dedicated', () => run({ Placement: { Tenancy: 'dedicated' } })],
  ['Tenancy', 'instance', 'dedicated', () => run({ SubnetId: id('SubnetId') })],
  ['IsLaunchTemplateResource', 'instance', 'false', () => run()],
  [
    'LaunchTemplate',
    'instance',
    () => arn('launch-template', 'LaunchTemplateId'),
    () => run({ LaunchTemplate: { LaunchTemplateId: id('LaunchTemplateId') } }),
  ],
  ['ImageID', 'image', IMAGE, () => run()],
  ['ImageType', 'image', 'machine', () => run()],
  ['Owner', 'image', 'amazon', () => run({ ImageId: windows.id })],
  ['Owner', 'image', () => server.accountId, () => run({ ImageId: id('ImageId') })],
  ['Public', 'image', 'true', () => run()],
  ['Public', 'image', 'false', () => run({ ImageId: id('ImageId') })],
  ['RootDeviceType', 'image', 'ebs', () => run()],
  ['Encrypted', 'volume', 'false', () => run()],
  ['Encrypted', 'volume', 'true', () => run(device({ Encrypted: true }))],
  ['Encrypted', 'volume', 'false', () => run(device({ VolumeSize: 5 }, '/dev/sdf'))],
  ['VolumeSize', 'volume', '77', () => run(device({ VolumeSize: 77 }))],
  ['VolumeSize', 'volume', '5', () => run(device({ VolumeSize: 5 }, '/dev/sdf'))],
  ['VolumeType', 'volume', 'io2', () => run(device({ VolumeType: 'io2', Iops: 500 }))],
  ['VolumeIops', 'volume', '500', () => run(device({ VolumeType: 'io2', Iops: 500 }))],
  ['VolumeThroughput', 'volume', '300', () => run(device({ VolumeType: 'gp3', Throughput: 300 }))],
  [
    'ParentSnapshot',
    'volume',
    () => arn('snapshot', 'SnapshotId'),
    () => run(device({ SnapshotId: id('SnapshotId') }, '/dev/sdf')),
  ],
  ['SnapshotID', 'snapshot', () => id('SnapshotId'), () => run(device({ SnapshotId: id('SnapshotId') }, '/dev/sdf'))],
  [
    'AssociatePublicIpAddress',
    'network-interface',
    'true',
    () => run({ NetworkInterfaces: [{ DeviceIndex: 0, AssociatePublicIpAddress: true }] }),
  ],
  ['Subnet', 'network-interface', () => arn('subnet', 'SubnetId'), () => run({ SubnetId: id('SubnetId') })],
  ['Vpc', 'network-interface', () => arn('vpc', 'VpcId'), () => run({ SubnetId: id('SubnetId') })],
  ['Vpc', 'subnet', () => arn('vpc', 'VpcId'), () => run({ SubnetId: id('SubnetId') })],
  ['SubnetID', 'subnet', () => id('SubnetId'), () => run({ SubnetId: id('SubnetId') })],
  ['Vpc', 'security-group', () => arn('vpc', 'VpcId'), () => run({ SubnetId: id('SubnetId') })],
  [
    'SecurityGroupID',
    'security-group',
    () => id('GroupId'),
    () => run({ SubnetId: id('SubnetId'), SecurityGroupIds: [id('GroupId')] }),
  ],
  ['SecurityGroupID', 'security-group', () => id('DefaultGroupId'), () => run()],
  ['SubnetID', 'subnet', () => id('DefaultSubnetId'), () => run()],
  ['KeyPairName', 'key-pair', 'key', () => run({ KeyName: 'key' })],
  ['KeyPairType', 'key-pair', 'ed25519', () => run({ KeyName: 'key' })],
  [
    'PlacementGroupName',
    'placement-group',
    'close',
    () => run({ InstanceType: 'm5.large', Placement: { GroupName: 'close' } }),
  ],
  [
    'PlacementGroupStrategy',
    'placement-group',
    'spread',
    () => run({ InstanceType: 'm5.large', Placement: { GroupName: 'close' } }),
  ],
];

const DryRun = true;
const snapshot = () => user.ec2.createSnapshot({ DryRun, VolumeId: id('VolumeId') });
const attach = (VolumeId = id('VolumeId')) =>
  user.ec2.attachVolume({ DryRun, VolumeId, InstanceId: id('InstanceId'), Device: '/dev/sdf' });
const volume = (more: object = {}) => user.ec2.createVolume({ DryRun, ...zone, Size: 20, ...more });
const allocate = () =>
  user.ec2.allocateHosts({ ...zone, InstanceType: 'm5.large', Quantity: 7, AutoPlacement: 'on', HostRecovery: 'on' });
const release = () => user.ec2.modifyHosts({ HostIds: [id('HostId')], AutoPlacement: 'on' });
const networkInterface = () => user.ec2.createNetworkInterface({ DryRun, SubnetId: id('SubnetId') });
const stop = () => user.ec2.stopInstances({ DryRun, InstanceIds: [id('InstanceId')] });

const OF_OTHERS: readonly Row[] = [
  ['InstanceID', 'instance', () => id('InstanceId'), stop],
  ['InstanceType', 'instance', 't3.micro', stop],
  ['AvailabilityZone', 'instance', 'us-east-1b', stop],
  ['MetadataHttpTokens', 'instance', 'optional', stop],
  ['VolumeID', 'volume', () => id('VolumeId'), attach],
  ['VolumeSize', 'volume', '11', attach],
  ['Encrypted', 'volume', 'true', attach],
  ['VolumeType', 'volume', () => 'gp3', attach],
  ['VolumeSize', 'volume', '8', () => attach(id('RootVolumeId'))],
  ['AvailabilityZone', 'volume', 'us-east-1b', () => attach(id('RootVolumeId'))],
  ['Encrypted', 'volume', 'false', volume],
  ['VolumeSize', 'volume', '20', volume],
  ['AvailabilityZoneId', 'volume', 'use1-az2', volume],
  ['Owner', 'snapshot', () => server.accountId, () => volume({ SnapshotId: id('SnapshotId') })],
  ['ParentVolume', 'snapshot', () => arn('volume', 'VolumeId'), () => volume({ SnapshotId: id('SnapshotId') })],
  ['SnapshotID', 'snapshot', () => id('SnapshotId'), () => volume({ SnapshotId: id('SnapshotId') })],
  ['Encrypted', 'snapshot', 'true', snapshot],
  ['VolumeSize', 'snapshot', '11', snapshot],
  ['ParentVolume', 'snapshot', () => arn('volume', 'VolumeId'), snapshot],
  [
    'VolumeSize',
    'volume',
    '8',
    () => user.ec2.createSnapshots({ DryRun, InstanceSpecification: { InstanceId: id('InstanceId') } }),
  ],
  ['InstanceType', 'dedicated-host', 'm5.large', allocate],
  ['Quantity', 'dedicated-host', '7', allocate],
  ['AutoPlacement', 'dedicated-host', 'on', release],
  ['HostRecovery', 'dedicated-host', 'on', release],
  ['AvailabilityZone', 'dedicated-host', 'us-east-1b', release],
  [
    'NetworkInterfaceID',
    'network-interface',
    () => id('NetworkInterfaceId'),
    () => user.ec2.deleteNetworkInterface({ DryRun, NetworkInterfaceId: id('NetworkInterfaceId') }),
  ],
  [
    'Vpc',
    'network-interface',
    () => arn('vpc', 'VpcId'),
    () => user.ec2.deleteNetworkInterface({ DryRun, NetworkInterfaceId: id('NetworkInterfaceId') }),
  ],
  ['Subnet', 'network-interface', () => arn('subnet', 'SubnetId'), networkInterface],
  ['AvailabilityZone', 'network-interface', 'us-east-1b', networkInterface],
  ['Vpc', 'security-group', () => arn('vpc', 'VpcId'), networkInterface],
  [
    ...(['SecurityGroupID', 'security-group', () => id('GroupId')] as const),
    () => user.ec2.createNetworkInterface({ DryRun, SubnetId: id('SubnetId'), Groups: [id('GroupId')] }),
  ],
  [
    ...(['ImageID', 'image', IMAGE] as const),
    () => user.ec2.copyImage({ DryRun, Name: 'copy', SourceImageId: IMAGE, SourceRegion: 'us-east-1' }),
  ],
  [
    'Vpc',
    'security-group',
    () => arn('vpc', 'VpcId'),
    () => user.ec2.createSecurityGroup({ DryRun, GroupName: 'n', Description: 'x', VpcId: id('VpcId') }),
  ],
  [
    'Vpc',
    'subnet',
    () => arn('vpc', 'VpcId'),
    () => user.ec2.createSubnet({ DryRun, VpcId: id('VpcId'), CidrBlock: '10.0.2.0/24' }),
  ],
  [
    'Tenancy',
    'vpc',
    'dedicated',
    () => user.ec2.createVpc({ DryRun, CidrBlock: '10.1.0.0/16', InstanceTenancy: 'dedicated' }),
  ],
  ['Tenancy', 'vpc', 'dedicated', () => user.ec2.deleteVpc({ DryRun, VpcId: id('VpcId') })],
  ['VpcID', 'vpc', () => id('VpcId'), () => user.ec2.deleteVpc({ DryRun, VpcId: id('VpcId') })],
  [
    'Vpc',
    'route-table',
    () => arn('vpc', 'VpcId'),
    () => user.ec2.deleteRouteTable({ DryRun, RouteTableId: id('RouteTableId') }),
  ],
  ['Vpc', 'route-table', () => arn('vpc', 'VpcId'), () => user.ec2.createRouteTable({ DryRun, VpcId: id('VpcId') })],
  [
    'RouteTableID',
    'route-table',
    () => id('RouteTableId'),
    () => user.ec2.deleteRouteTable({ DryRun, RouteTableId: id('RouteTableId') }),
  ],
  [
    'InternetGatewayID',
    'internet-gateway',
    () => id('InternetGatewayId'),
    () => user.ec2.deleteInternetGateway({ DryRun, InternetGatewayId: id('InternetGatewayId') }),
  ],
  ['Domain', 'elastic-ip', 'vpc', () => user.ec2.allocateAddress({ DryRun })],
  [
    'PublicIpAddress',
    'elastic-ip',
    () => id('PublicIp'),
    () => user.ec2.releaseAddress({ DryRun, AllocationId: id('AllocationId') }),
  ],
  [
    'AllocationId',
    'elastic-ip',
    () => id('AllocationId'),
    () => user.ec2.releaseAddress({ DryRun, AllocationId: id('AllocationId') }),
  ],
  [
    'Vpc',
    'natgateway',
    () => arn('vpc', 'VpcId'),
    () => user.ec2.createNatGateway({ DryRun, SubnetId: id('SubnetId'), ConnectivityType: 'private' }),
  ],
  ['KeyPairType', 'key-pair', 'rsa', () => user.ec2.createKeyPair({ DryRun, KeyName: 'other' })],
  ['KeyPairType', 'key-pair', 'ed25519', () => user.ec2.deleteKeyPair({ DryRun, KeyName: 'key' })],
  [
    'PlacementGroupStrategy',
    'placement-group',
    'cluster',
    () => user.ec2.createPlacementGroup({ DryRun, GroupName: 'x', Strategy: 'cluster' }),
  ],
  [
    'InstanceMarketType',
    'instance',
    'spot',
    () => user.ec2.requestSpotInstances({ DryRun, LaunchSpecification: { ImageId: IMAGE, InstanceType: 't3.micro' } }),
  ],
  [
    'SecurityGroupID',
    'security-group',
    () => id('GroupId'),
    () => user.ec2.modifyInstanceAttribute({ DryRun, InstanceId: id('InstanceId'), Groups: [id('GroupId')] }),
  ],
];

const ROWS = [...MADE_BY_LAUNCH, ...OF_OTHERS];

describe('a policy is asked for', () => {
  for (const [key, type, value, call] of ROWS)
    test(`ec2:${key} of ${type}: ${typeof value === 'string' ? value : 'its own'}`, async () => {
      const resource = `arn:aws:ec2:*:*:${type}/*`;
      const unless = (is: string) => deny('*', resource, { StringEquals: { [`ec2:${key}`]: is } });
      await setPolicy(server.caller, 'ann', allow('*'), unless(typeof value === 'string' ? value : value()));
      await refuses(call(), 'UnauthorizedOperation', new RegExp(`${type}/\\S+ with an explicit deny`));
      await setPolicy(server.caller, 'ann', allow('*'), unless('another'));
      await call().catch((error: Error) => assert.doesNotMatch(error.name, /Unauthorized/, error.message));
    });
});

/** Keys of the reference that have no value here, and why. */
const WITHOUT_VALUE: ReadonlySet<string> = new Set([
  // The reference does not say which values they have.
  ...['Attribute', 'Attribute/${AttributeName}'],
  // What is not built has none.
  ...['AuthorizedService', 'AuthorizedUser', 'Permission', 'BootModeOverride', 'CpuOptionsAmdSevSnp', 'Ipv4IpamPoolId'],
  ...['Ipv6IpamPoolId', 'KmsKeyId', 'Location', 'ManagedResourceOperator', 'NewInstanceProfile', 'OutpostArn'],
  ...['SnapshotCoolOffPeriod', 'SnapshotLockDuration', 'SourceAvailabilityZone', 'SourceOutpostArn'],
  ...['VolumeInitializationRate', 'Add/group', 'Add/userId', 'Remove/group', 'Remove/userId'],
]);

test('every key that the reference has of what is built is asked for, or said to have no value', () => {
  const { types }: ActionFile = JSON.parse(readFileSync(actionFile('ec2'), 'utf8'));
  const asked = new Set<string>([...EC2_KEYS, ...Array.from(ID_KEYS.values(), (key) => key.slice('ec2:'.length))]);
  const built = new Set(ROWS.map(([, type]) => type));
  for (const type of built)
    for (const key of types[type]!.filter((one) => one.startsWith('ec2:') && !/ec2:(Region|ResourceTag)/.test(one))) {
      const name = key.slice('ec2:'.length);
      assert.ok(asked.has(name) || WITHOUT_VALUE.has(name), `${key} of ${type} has no value`);
    }
  const tried = new Set(ROWS.map(([key]) => key));
  const untried = [...asked].filter((key) => !tried.has(key));
  assert.deepEqual(untried.sort(), ['InstanceProfile', 'ProductCode', 'SnapshotTime']);
});
