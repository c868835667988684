import type { EC2 } from '@aws-sdk/client-ec2';

/** What valid requests about snapshots name. */
export interface SnapshotWorld {
  readonly capturedVolumeId: string;
  readonly spareSnapshotId: string;
}

export async function createSnapshotWorld(ec2: EC2): Promise<SnapshotWorld> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 1 });
  const snapshot = async () => (await ec2.createSnapshot({ VolumeId })).SnapshotId!;
  await snapshot();
  return { capturedVolumeId: VolumeId!, spareSnapshotId: await snapshot() };
}

type Known = SnapshotWorld & { readonly instanceId: string; readonly volumeId: string };

export const snapshotInputs: Readonly<Record<string, (world: Known) => Record<string, unknown>>> = {
  CreateSnapshot: ({ capturedVolumeId }) => ({
    VolumeId: capturedVolumeId,
    Description: 'nightly',
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'a', Value: 'b' }] }],
  }),
  CreateSnapshots: ({ instanceId }) => ({
    InstanceSpecification: { InstanceId: instanceId, ExcludeBootVolume: false },
    CopyTagsFromSource: 'volume',
  }),
  DescribeSnapshots: () => ({ OwnerIds: ['self'], MaxResults: 5 }),
  DeleteSnapshot: ({ spareSnapshotId }) => ({ SnapshotId: spareSnapshotId }),
  DescribeVolumeStatus: ({ volumeId }) => ({ VolumeIds: [volumeId] }),
  DescribeVolumeAttribute: ({ volumeId }) => ({ VolumeId: volumeId, Attribute: 'autoEnableIO' }),
  ModifyVolumeAttribute: ({ capturedVolumeId }) => ({ VolumeId: capturedVolumeId, AutoEnableIO: { Value: true } }),
};
