import type { CreateSnapshotsRequest, CreateSnapshotsResult, InstanceSpecification } from '@aws-sdk/client-ec2';
import { type Volume, volumesOf } from '../../../domain/instances/attached.ts';
import type { Instance } from '../../../domain/instances/instance.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, ResourceScope } from '../../../operation.ts';
import { readTags } from '../../../store/tag.ts';
import { readInstances } from '../../../views/ec2/instances.ts';
import { change } from '../../change.ts';
import { ec2Arn, INSTANCE, SNAPSHOT, VOLUME } from '../ec2-ids.ts';
import { requireLasting } from '../instances/instance-to-join.ts';
import { putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { checkTagCount, tagList, tagsFor } from '../tags/ec2-tags.ts';
import { keysOfSnapshot } from './keys-of-snapshot.ts';
import { newSnapshot } from './new-snapshot.ts';
import { describeSnapshot } from './snapshot-shape.ts';

/** Takes snapshots of a machine's volumes, all at one time. */
export const createSnapshots: Operation<CreateSnapshotsRequest, CreateSnapshotsResult> = {
  constraints: {
    Description: { length: [0, 255] },
    Location: { oneOf: ['regional', 'local'] },
    CopyTagsFromSource: { oneOf: ['volume'] },
  },
  resources: async ({ InstanceSpecification: of }, scope) => [
    ec2Arn(INSTANCE, of?.InstanceId ?? '*', scope),
    ...(await volumeIdsOf(of, scope)).map((id) => ec2Arn(VOLUME, id, scope)),
    ec2Arn(SNAPSHOT, '*', scope),
  ],
  keysOfMade: async ({ InstanceSpecification: of }, scope) => keysOfSnapshot(await volumeIdsOf(of, scope), scope),

  async handle(request, context) {
    refuseUnbuilt(request, ['OutpostArn']);
    const { InstanceSpecification: of, Description: description, CopyTagsFromSource } = request;
    const given = tagsFor(request.TagSpecifications, 'snapshot');
    const resources = [ec2Arn(INSTANCE, of!.InstanceId!, context)];
    const made = await change(context, { resources, detail: { description } }, async (trx) => {
      const instance = await requireLasting(trx, context, { id: of!.InstanceId!, needed: 'captured' });
      const snapshots = [];
      for (const [index, volume] of chosenVolumes(instance, of!).entries()) {
        const copied = CopyTagsFromSource ? await readTags(trx, volume.id) : {};
        const tags = { ...copied, ...given };
        checkTagCount(Object.keys(tags).length);
        const snapshot = newSnapshot(context, { volumeId: volume.id, volume, description, index });
        await putTagged(trx, snapshot, tags);
        snapshots.push({ snapshot, tags });
      }
      return snapshots;
    });
    return {
      Snapshots: made.map(({ snapshot, tags }) =>
        describeSnapshot(snapshot, { tags: tagList(tags), now: context.now }),
      ),
    };
  },
};

/** The volumes that are asked for; any, where the machine is not there, which is refused later. */
async function volumeIdsOf(of: InstanceSpecification | undefined, scope: ResourceScope): Promise<string[]> {
  const ids = of?.InstanceId ? [of.InstanceId] : [];
  const [instance] = await readInstances(scope.db, scope, { ids, limit: 1 });
  return instance ? chosenVolumes(instance, of!).map(({ id }) => id) : ['*'];
}

function chosenVolumes(
  instance: Instance,
  { ExcludeBootVolume: withoutRoot, ExcludeDataVolumeIds: excluded = [] }: InstanceSpecification,
): Volume[] {
  const volumes = volumesOf(instance);
  const isData = (id: string) => volumes.some((volume) => volume.id === id && !volume.isRoot);
  const odd = excluded.find((id) => !isData(id));
  if (odd !== undefined)
    throw new Fault('InvalidParameterValue', `The volume '${odd}' is no data volume of the instance '${instance.id}'.`);
  const chosen = volumes.filter(({ id, isRoot }) => !(isRoot && withoutRoot) && !excluded.includes(id));
  if (chosen.length === 0)
    throw new Fault('InvalidParameterCombination', `The instance '${instance.id}' has no volume that is not excluded.`);
  return chosen;
}
