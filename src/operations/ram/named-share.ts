import type { Transaction } from 'kysely';
import { parseShareArn, type ResourceShare, shareArn } from '../../domain/sharing/resource-share.ts';
import type { RequestContext } from '../../operation.ts';
import { lockShare } from '../../store/resource-share.ts';
import type { DB } from '../../store/schema.ts';
import { findShare } from '../../views/ram/shares.ts';
import { malformedArn, unknownResource } from './share-faults.ts';

/** The ids of shares by their ARNs; faults on what is no ARN of a share. */
export const shareIdsOf = (arns: readonly string[] | undefined): string[] | undefined => arns?.map(shareIdOf);

export function shareIdOf(arn: string): string {
  const ref = parseShareArn(arn);
  if (!ref) throw malformedArn(`The ARN ${arn} is not valid: expected that of a resource share.`);
  return ref.id;
}

const unknown = (arn: string) => unknownResource(`ResourceShare ${arn} could not be found.`);

/** The ARN of a share and nothing else, for the authorization step, which refuses those of other accounts. */
export const shareResources = ({
  resourceShareArn: arn,
}: {
  readonly resourceShareArn?: string | undefined;
}): string[] => (arn !== undefined && parseShareArn(arn) ? [arn] : []);

/** The share that an ARN names, where it is the caller's own in this Region. */
export async function ownShare(arn: string, { db, accountId, region }: RequestContext): Promise<ResourceShare> {
  const share = await findShare(db, shareIdOf(arn));
  if (share?.accountId === accountId && share.region === region && shareArn(share) === arn) return share;
  throw unknown(arn);
}

/** Locks the share for a change; faults where it was deleted meanwhile. */
export async function lockOwnShare(trx: Transaction<DB>, { id, ...at }: ResourceShare): Promise<ResourceShare> {
  const share = await lockShare(trx, id);
  if (!share) throw unknown(shareArn({ ...at, id }));
  return share;
}
