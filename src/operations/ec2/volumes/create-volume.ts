import type { CreateVolumeRequest, Volume } from '@aws-sdk/client-ec2';
import type { Transaction } from 'kysely';
import { idFromSeed } from '../../../domain/ids.ts';
import { publicSnapshots } from '../../../domain/images/snapshot.ts';
import { USUAL_VOLUME } from '../../../domain/instances/attached.ts';
import { findPerformanceProblem } from '../../../domain/instances/volume-modification.ts';
import { VOLUME_RANGES, withUsualPerformance } from '../../../domain/instances/volume-performance.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import { type VolumeFacts, volumeKeys } from '../../../domain/policies/ec2-keys.ts';
import type { StoredVolume } from '../../../domain/records/volume.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import type { DB } from '../../../store/schema.ts';
import { lockOwnSnapshots } from '../../../store/snapshot.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { changeOnce } from '../../change-once.ts';
import { checkId, ec2Arn, SNAPSHOT, VOLUME } from '../ec2-ids.ts';
import { newRecord, putTagged } from '../records/own-record.ts';
import { refuseUnbuilt } from '../refuse-unbuilt.ts';
import { tagList, tagsFor } from '../tags/ec2-tags.ts';
import { describeStoredVolume } from './volume-shape.ts';

export const createVolume: Operation<CreateVolumeRequest, Volume> = {
  constraints: {
    ClientToken: { length: [0, 64] },
    Size: { integer: true },
    Iops: { integer: true },
    Throughput: { integer: true },
    VolumeType: { oneOf: Object.keys(VOLUME_RANGES) },
  },
  resources: ({ SnapshotId }, scope) => [
    ec2Arn(VOLUME, '*', scope),
    ...(SnapshotId ? [ec2Arn(SNAPSHOT, SnapshotId, scope)] : []),
  ],
  keysOfMade: (request, scope) => ({ volume: volumeKeys(factsOf(request), scope) }),

  async handle(request, context) {
    refuseUnbuilt(request, [
      'MultiAttachEnabled',
      'OutpostArn',

      'VolumeInitializationRate',
      'Operator',
    ]);
    const tags = tagsFor(request.TagSpecifications, 'volume');
    const id = idFromSeed('vol', context.requestId);
    const availabilityZone = zoneOf(request, context.region);
    const record = { input: request, resources: [ec2Arn(VOLUME, id, context)], detail: { availabilityZone } };
    const made = await changeOnce(context, record, async (trx) => {
      const details = { availabilityZone, ...(await performanceOf(trx, context, request)) };
      await putTagged(trx, newRecord(context, 'volume', { id, details }), tags);
      return { id };
    });
    const [volume] = await readRecords(context.db, context, { kind: 'volume', ids: [made.id] });
    if (!volume) throw VOLUME.notFound([made.id]);
    return { ...describeStoredVolume(volume), State: 'creating', Tags: tagList(tags) };
  },
};

const factsOf = (request: CreateVolumeRequest): VolumeFacts => ({
  availabilityZone: request.AvailabilityZone,
  availabilityZoneId: request.AvailabilityZoneId,
  encrypted: isEncrypted(request),
  snapshotId: request.SnapshotId,
  volumeType: request.VolumeType ?? USUAL_VOLUME.volumeType,
  sizeGiB: request.Size,
  iops: request.Iops,
  throughput: request.Throughput,
});

const isEncrypted = ({ Encrypted, KmsKeyId }: CreateVolumeRequest): boolean => Encrypted ?? Boolean(KmsKeyId);

function zoneOf({ AvailabilityZone: name, AvailabilityZoneId: id }: CreateVolumeRequest, region: string): string {
  if (!name && !id) throw new CommonFault('MissingMember', 'The request must contain the parameter zone');
  const zones = availabilityZones(region);
  const zone = zones.find((one) => (!name || one.name === name) && (!id || one.zoneId === id));
  if (!zone) throw new Fault('InvalidZone.NotFound', `The zone '${name || id}' does not exist.`);
  return zone.name;
}

async function performanceOf(
  trx: Transaction<DB>,
  context: RequestContext,
  request: CreateVolumeRequest,
): Promise<Omit<StoredVolume, 'availabilityZone'>> {
  const { VolumeType: volumeType = 'gp2', Iops: iops, Throughput: throughput, SnapshotId: snapshotId } = request;
  const snapshot = snapshotId ? await snapshotOf(trx, context, snapshotId) : undefined;
  const sizeGiB = request.Size ?? snapshot?.sizeGiB;
  if (sizeGiB === undefined)
    throw new CommonFault('MissingMember', 'The request must contain the parameter size or snapshotId');
  if (snapshot && sizeGiB < snapshot.sizeGiB)
    throw new Fault(
      'InvalidParameterValue',
      `Volume of ${sizeGiB}GiB is smaller than snapshot '${snapshotId}', expect size >= ${snapshot.sizeGiB}GiB`,
    );
  const ranges = VOLUME_RANGES[volumeType]!;
  if (ranges.iops && iops === undefined && volumeType !== 'gp3')
    throw new CommonFault('MissingMember', 'The request must contain the parameter iops');
  for (const [member, given, range] of [
    ['iops', iops, ranges.iops],
    ['throughput', throughput, ranges.throughput],
  ] as const)
    if (given !== undefined && !range)
      throw new Fault(
        'InvalidParameterCombination',
        `The parameter ${member} is not supported for ${volumeType} volumes.`,
      );
  const performance = withUsualPerformance({ volumeType, sizeGiB, iops, throughput });
  const problem = findPerformanceProblem(performance);
  if (problem) throw new Fault('InvalidParameterValue', problem);
  return { ...performance, encrypted: isEncrypted(request), snapshotId };
}

/** The size of a snapshot that the account may use: its own, or a public image's. */
async function snapshotOf(trx: Transaction<DB>, context: RequestContext, id: string): Promise<{ sizeGiB: number }> {
  checkId(SNAPSHOT, id);
  const everybodys = publicSnapshots(context.region).find((snapshot) => snapshot.id === id);
  const [own] = everybodys ? [everybodys.details] : await lockOwnSnapshots(trx, context, [id]);
  if (!own) throw SNAPSHOT.notFound([id]);
  return { sizeGiB: own.sizeGiB ?? USUAL_VOLUME.sizeGiB };
}
