import type { Keys } from '../../../domain/policies/context.ts';
import { ec2Keys, snapshotKeys } from '../../../domain/policies/ec2-keys.ts';
import type { ResourceScope } from '../../../operation.ts';
import { readEc2Keys } from '../../../store/ec2-resource-keys.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';

/**
 * The condition keys of a snapshot that is to be made of a volume: it is as large and as encrypted as that. Of several, which
 * are one resource to policies, those of the largest, and encrypted only if all are.
 */
export async function keysOfSnapshot(
  volumeIds: readonly string[],
  scope: ResourceScope,
): Promise<Record<'snapshot', Keys>> {
  const arns = volumeIds.map((id) => ec2Arn(VOLUME, id, scope));
  const volumes = volumeIds.map((id) => ({ type: VOLUME.resourceType, id }));
  const ofVolumes = (await readEc2Keys(scope.db, volumes, scope)).get(VOLUME.resourceType)!;
  const found: Keys[] = volumeIds.map((id) => ofVolumes.get(id) ?? {});
  const valuesOf = (key: string) => found.flatMap((keys) => keys[key] ?? []);
  const sizes = valuesOf('ec2:VolumeSize').map(Number);
  return {
    snapshot: {
      ...snapshotKeys(
        {
          owner: scope.accountId,
          sizeGiB: sizes.length > 0 ? Math.max(...sizes) : undefined,
          encrypted: valuesOf('ec2:Encrypted').every((value) => value === 'true'),
        },
        scope,
      ),
      ...ec2Keys({ ParentVolume: arns }),
    },
  };
}
