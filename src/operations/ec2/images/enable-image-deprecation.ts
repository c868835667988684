import type { EnableImageDeprecationRequest, EnableImageDeprecationResult } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { setImageSettings } from '../../../store/image.ts';
import { ec2Arn, IMAGE } from '../ec2-ids.ts';
import { changeImage } from './change-image.ts';

const MINUTE_MS = 60_000;

/** EC2 rounds the time to the minute (API reference). */
export const enableImageDeprecation: Operation<EnableImageDeprecationRequest, EnableImageDeprecationResult> = {
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: id, DeprecateAt: at }, context) {
    const rounded = new Date(Math.round(at!.getTime() / MINUTE_MS) * MINUTE_MS);
    if (Number.isNaN(rounded.getTime()) || rounded.getTime() < context.now.getTime() - MINUTE_MS)
      throw new Fault('InvalidParameterValue', 'DeprecateAt must be a time to come.');
    const deprecationTime = rounded.toISOString();
    await changeImage(id!, context, {
      detail: { deprecationTime },
      work: (trx) => setImageSettings(trx, id!, { deprecationTime }),
    });
    return { Return: true };
  },
};
