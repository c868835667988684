import type { Transaction } from 'kysely';
import { Fault } from '../../../fault.ts';
import type { RequestContext } from '../../../operation.ts';
import { lockImage, type OwnImage } from '../../../store/image.ts';
import type { DB } from '../../../store/schema.ts';
import { findVisibleImage } from '../../../views/ec2/images.ts';
import { change } from '../../change.ts';
import { checkId, ec2Arn, IMAGE } from '../ec2-ids.ts';

/** Changes an image of the account; faults InvalidAMIID.NotFound, or AuthFailure for one that it merely sees. */
export async function changeImage<Result>(
  imageId: string,
  context: RequestContext,
  {
    detail,
    work,
  }: { detail: Readonly<Record<string, unknown>>; work: (trx: Transaction<DB>, image: OwnImage) => Promise<Result> },
): Promise<Result> {
  checkId(IMAGE, imageId);
  const { accountId, region } = context;
  const image = { accountId, region, imageId };
  return change(context, { resources: [ec2Arn(IMAGE, imageId, context)], detail }, async (trx) => {
    if (await lockImage(trx, image)) return work(trx, image);
    if (await findVisibleImage(trx, context, imageId)) throw notAuthorized(imageId);
    throw IMAGE.notFound([imageId]);
  });
}

export const notAuthorized = (imageId: string): Fault =>
  new Fault('AuthFailure', `Not authorized for image:${imageId}`, 403);
