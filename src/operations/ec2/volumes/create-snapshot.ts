import type { CreateSnapshotRequest, Snapshot } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { change } from '../../change.ts';
import { ec2Arn, SNAPSHOT, VOLUME } from '../ec2-ids.ts';
import { putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { keysOfSnapshot } from './keys-of-snapshot.ts';
import { newSnapshot } from './new-snapshot.ts';
import { requireVolume } from './own-volume.ts';
import { describeSnapshot } from './snapshot-shape.ts';

/** Takes a snapshot of a volume, whether a machine has it or none. */
export const createSnapshot: Operation<CreateSnapshotRequest, Snapshot> = {
  constraints: { Description: { length: [0, 255] }, Location: { oneOf: ['regional', 'local'] } },
  resources: ({ VolumeId }, scope) => [ec2Arn(VOLUME, VolumeId!, scope), ec2Arn(SNAPSHOT, '*', scope)],
  keysOfMade: ({ VolumeId: volumeId }, scope) => keysOfSnapshot([volumeId!], scope),

  async handle(request, context) {
    refuseUnbuilt(request, ['OutpostArn']);
    const { VolumeId: volumeId, Description: description } = request;
    const tags = tagsFor(request.TagSpecifications, 'snapshot');
    const resources = [ec2Arn(VOLUME, volumeId!, context)];
    const snapshot = await change(context, { resources, detail: { description } }, async (trx) => {
      const { attached, record } = await requireVolume(trx, context, volumeId!);
      const made = newSnapshot(context, { volumeId: volumeId!, volume: attached ?? record.details, description });
      await putTagged(trx, made, tags);
      return made;
    });
    return describeSnapshot(snapshot, { tags: tagList(tags), now: context.now });
  },
};
