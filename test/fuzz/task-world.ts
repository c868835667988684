import { type EC2, waitUntilInstanceStopped } from '@aws-sdk/client-ec2';
import type { LicenseManager } from '@aws-sdk/client-license-manager';

/** What valid requests about imports and conversions name. */
export interface TaskWorld {
  readonly importTaskId: string;
  readonly spareImportTaskId: string;
  /** Of a stopped instance that can be converted to Ubuntu Pro. */
  readonly convertibleArn: string;
  readonly conversionTaskId: string;
}

export const machineToImport = { DiskContainers: [{ Format: 'OVA', Url: 's3://vms/server.ova' }] };

const toUbuntuPro = (ResourceArn: string) => ({
  ResourceArn,
  SourceLicenseContext: { UsageOperation: 'RunInstances' },
  DestinationLicenseContext: { UsageOperation: 'RunInstances:0g00' },
});

/** Two imports, and two stopped machines of Ubuntu, of which one is being converted. */
export async function createTaskWorld(ec2: EC2, licenseManager: LicenseManager): Promise<TaskWorld> {
  const importTask = async () => (await ec2.importImage(machineToImport)).ImportTaskId!;
  const { Images } = await ec2.describeImages({ Filters: [{ Name: 'name', Values: ['ubuntu/*noble*amd64*'] }] });
  const request = { ImageId: Images![0]!.ImageId!, InstanceType: 't3.micro', MinCount: 2, MaxCount: 2 } as const;
  const { Instances, OwnerId } = await ec2.runInstances(request);
  const InstanceIds = Instances!.map((instance) => instance.InstanceId!);
  await ec2.stopInstances({ InstanceIds });
  await waitUntilInstanceStopped({ client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { InstanceIds });
  const [convertibleArn, arn] = InstanceIds.map((id) => `arn:aws:ec2:us-east-1:${OwnerId}:instance/${id}`);
  const task = await licenseManager.createLicenseConversionTaskForResource(toUbuntuPro(arn!));
  return {
    importTaskId: await importTask(),
    spareImportTaskId: await importTask(),
    convertibleArn: convertibleArn!,
    conversionTaskId: task.LicenseConversionTaskId!,
  };
}

export const conversionInputs: Readonly<Record<string, (world: TaskWorld) => Record<string, unknown>>> = {
  CreateLicenseConversionTaskForResource: ({ convertibleArn }) => toUbuntuPro(convertibleArn),
  GetLicenseConversionTask: ({ conversionTaskId }) => ({ LicenseConversionTaskId: conversionTaskId }),
  ListLicenseConversionTasks: ({ convertibleArn }) => ({
    MaxResults: 5,
    Filters: [{ Name: 'ResourceArns', Values: [convertibleArn] }],
  }),
};
