import { type EC2, waitUntilInstanceStopped } from '@aws-sdk/client-ec2';

/** What valid requests about Dedicated Hosts name. */
export interface HostWorld {
  readonly hostId: string;
  readonly spareHostId: string;
  /** A stopped machine that can go onto the host. */
  readonly movableInstanceId: string;
}

export async function createHostWorld(ec2: EC2, imageId: string): Promise<HostWorld> {
  const asked = { AvailabilityZone: 'us-east-1a', InstanceFamily: 'm5', Quantity: 2, HostRecovery: 'on' } as const;
  const [hostId, spareHostId] = (await ec2.allocateHosts(asked)).HostIds!;
  const Placement = { AvailabilityZone: 'us-east-1a' };
  const request = { ImageId: imageId, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, Placement } as const;
  const movableInstanceId = (await ec2.runInstances(request)).Instances![0]!.InstanceId!;
  const InstanceIds = [movableInstanceId];
  await ec2.stopInstances({ InstanceIds });
  await waitUntilInstanceStopped({ client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { InstanceIds });
  return { hostId: hostId!, spareHostId: spareHostId!, movableInstanceId };
}
