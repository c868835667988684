import type { DescribeVolumeAttributeRequest, DescribeVolumeAttributeResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { ec2Arn, VOLUME } from '../ec2-ids.ts';
import { requireVolume } from './own-volume.ts';

/** One attribute of a volume. */
export const describeVolumeAttribute: Operation<DescribeVolumeAttributeRequest, DescribeVolumeAttributeResult> = {
  constraints: { Attribute: { oneOf: ['autoEnableIO', 'productCodes'] } },
  resources: ({ VolumeId }, scope) => [ec2Arn(VOLUME, VolumeId!, scope)],

  async handle({ VolumeId: id, Attribute: attribute }, context) {
    const found = await context.db.transaction().execute((trx) => requireVolume(trx, context, id!));
    if (attribute === 'productCodes') return { VolumeId: id, ProductCodes: [] };
    const { autoEnableIo = false } = found.attached ?? found.record.details;
    return { VolumeId: id, AutoEnableIO: { Value: autoEnableIo } };
  },
};
