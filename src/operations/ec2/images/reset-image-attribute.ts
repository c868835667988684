import type { ResetImageAttributeRequest } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { revokeLaunch } from '../../../store/image.ts';
import { ec2Arn, IMAGE } from '../ec2-ids.ts';
import { changeImage } from './change-image.ts';

/** Leaves an image to its owner. */
export const resetImageAttribute: Operation<ResetImageAttributeRequest, object> = {
  constraints: { Attribute: { oneOf: ['launchPermission'] } },
  resources: ({ ImageId }, scope) => [ec2Arn(IMAGE, ImageId!, scope)],

  async handle({ ImageId: id, Attribute: attribute }, context) {
    await changeImage(id!, context, { detail: { attribute }, work: (trx) => revokeLaunch(trx, id!) });
    return {};
  },
};
