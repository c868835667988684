import type { BootModeValues, ImportImageTask, SnapshotDetail, Tag } from '@aws-sdk/client-ec2';
import { disksOf } from '../../../domain/images/image-import.ts';
import type { ImportTaskRow } from '../../../views/ec2/import-image-tasks.ts';

/** An import as EC2 shows it. The image and its snapshots are named once the task is completed. */
export function describeImportTask({ plan, ...task }: ImportTaskRow, tags: readonly Tag[] = []): ImportImageTask {
  const isDone = task.status === 'completed';
  return {
    ImportTaskId: task.id,
    Description: plan.description,
    Architecture: plan.architecture,
    Platform: plan.platform,
    LicenseType: plan.licenseType,
    UsageOperation: plan.usageOperation,
    BootMode: plan.bootMode as BootModeValues | undefined,
    Encrypted: plan.encrypted,
    KmsKeyId: plan.kmsKeyId,
    Hypervisor: plan.hypervisor,
    ImageId: isDone ? (task.imageId ?? undefined) : undefined,
    SnapshotDetails: snapshotDetails({ plan, ...task }),
    Status: task.status,
    StatusMessage: task.statusMessage ?? undefined,
    Progress: task.status === 'active' ? (task.imageId ? '50' : '2') : undefined,
    LicenseSpecifications: task.licenseArns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn })),
    Tags: [...tags],
  };
}

/** No disk is read, so none has a size. */
function snapshotDetails({ id, plan, status }: ImportTaskRow): SnapshotDetail[] {
  const made = disksOf(plan, id);
  return plan.disks.map(({ description, format, url, bucket, snapshotId, deviceName }, index) => ({
    Description: description,
    Format: format,
    Url: url,
    UserBucket: bucket && { S3Bucket: bucket.name, S3Key: bucket.key },
    SnapshotId: status === 'completed' ? made[index]!.snapshotId : snapshotId,
    DeviceName: status === 'completed' ? made[index]!.deviceName : deviceName,
    Status: status === 'completed' ? 'completed' : 'active',
    DiskImageSize: 0,
  }));
}
