import type { DisableImageDeprecationRequest, DisableImageDeprecationResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { setImageSettings } from '../../../store/image.ts';
import { ec2Arn, IMAGE } from '../ec2-ids.ts';
import { changeImage } from './change-image.ts';

export const disableImageDeprecation: Operation<DisableImageDeprecationRequest, DisableImageDeprecationResult> = {
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: id }, context) {
    await changeImage(id!, context, {
      detail: {},
      work: (trx) => setImageSettings(trx, id!, { deprecationTime: null }),
    });
    return { Return: true };
  },
};
