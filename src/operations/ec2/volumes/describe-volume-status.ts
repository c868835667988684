import type {
  DescribeVolumeStatusRequest,
  DescribeVolumeStatusResult,
  Volume,
  VolumeStatusItem,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { volumesOf } from '../../../domain/instances/attached.ts';
import type { Operation } from '../../../operation.ts';
import { VOLUME } from '../ec2-ids.ts';
import { listEverywhere } from '../listing/list-everywhere.ts';
import { describeAttachedVolume, describeStoredVolume } from './volume-shape.ts';

/** The status of volumes in the order of DescribeVolumes: all are well, for none is more than a record. */
export const describeVolumeStatus: Operation<DescribeVolumeStatusRequest, DescribeVolumeStatusResult> = {
  constraints: { MaxResults: { range: [5, 1000], integer: true } },

  async handle(request, context) {
    const { shapes, nextToken } = await listEverywhere<'volume', VolumeStatusItem>(request, context, {
      operation: 'DescribeVolumeStatus',
      kind: VOLUME,
      ids: request.VolumeIds,
      shapesOf: (instance) =>
        volumesOf(instance).map((one) => ({ id: one.id, shape: statusOf(describeAttachedVolume(one, instance)) })),
      stored: (record) => statusOf(describeStoredVolume(record)),
      rules: { accessors },
    });
    return { VolumeStatuses: shapes, NextToken: nextToken };
  },
};

const statusOf = (volume: Volume): VolumeStatusItem => ({
  Actions: [],
  AvailabilityZone: volume.AvailabilityZone,
  Events: [],
  VolumeId: volume.VolumeId,
  VolumeStatus: {
    Details: [
      { Name: 'io-enabled', Status: 'passed' },
      { Name: 'io-performance', Status: 'not-applicable' },
    ],
    Status: 'ok',
  },
  AttachmentStatuses: volume.Attachments?.map(({ InstanceId }) => ({ IoPerformance: 'not-applicable', InstanceId })),
  AvailabilityZoneId: volume.AvailabilityZoneId,
  Operator: volume.Operator,
});

const never = () => undefined;

const accessors: Accessors<VolumeStatusItem> = {
  'action.code': never,
  'action.description': never,
  'action.event-id': never,
  'attachment-status.instance-id': (one) => one.AttachmentStatuses?.map(({ InstanceId }) => InstanceId ?? ''),
  'attachment-status.io-performance': (one) => one.AttachmentStatuses?.map(({ IoPerformance }) => IoPerformance ?? ''),
  'availability-zone': (one) => one.AvailabilityZone,
  'availability-zone-id': (one) => one.AvailabilityZoneId,
  'event.description': never,
  'event.event-id': never,
  'event.event-type': never,
  'event.not-after': never,
  'event.not-before': never,
  'volume-status.details-name': (one) => one.VolumeStatus?.Details?.map(({ Name }) => Name ?? ''),
  'volume-status.details-status': (one) => one.VolumeStatus?.Details?.map(({ Status }) => Status ?? ''),
  'volume-status.status': (one) => one.VolumeStatus?.Status,
};
