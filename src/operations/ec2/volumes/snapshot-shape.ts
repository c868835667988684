import type { Snapshot, Tag } from '@aws-sdk/client-ec2';
import { USUAL_VOLUME } from '../../../domain/instances/attached.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import { progressOf } from '../../../domain/records/snapshot.ts';

/** A snapshot in EC2's form. */
export function describeSnapshot(
  { id, accountId, createdAt, details }: Ec2Record<'snapshot'>,
  { tags, now }: { tags: Tag[]; now: Date },
): Snapshot {
  const progress = progressOf(details, createdAt, now);
  return {
    OwnerAlias: details.ownerAlias,
    Tags: tags,
    StorageTier: 'standard',
    CompletionTime: progress === 100 ? new Date(createdAt.getTime() + (details.takesMs ?? 0)) : undefined,
    SnapshotId: id,
    VolumeId: details.volumeId ?? 'vol-ffffffff', // EC2 says so of a snapshot whose volume is not to be told
    State: progress === 100 ? 'completed' : 'pending',
    StartTime: createdAt,
    Progress: `${progress}%`,
    OwnerId: accountId,
    Description: details.description,
    VolumeSize: details.sizeGiB ?? USUAL_VOLUME.sizeGiB,
    Encrypted: details.encrypted ?? false,
    KmsKeyId: details.kmsKeyId,
  };
}
