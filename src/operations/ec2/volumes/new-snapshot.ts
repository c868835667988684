import { idFromSeed } from '../../../domain/ids.ts';
import type { Volume } from '../../../domain/instances/attached.ts';
import type { Ec2Record } from '../../../domain/records/record.ts';
import type { StoredVolume } from '../../../domain/records/volume.ts';
import type { RequestContext } from '../../../operation.ts';
import { newRecord } from '../records/own-record.ts';

/** What the embedded compute takes for a snapshot. */
const SNAPSHOT_MS = 500;

interface Source {
  readonly volumeId: string;
  readonly volume: Volume | StoredVolume;
  readonly description: string | undefined;
  /** Which of the snapshots of its request it is. */
  readonly index?: number;
}

/** A snapshot that a request makes of a volume. */
export const newSnapshot = (
  context: RequestContext,
  { volumeId, volume: { sizeGiB, encrypted }, description = '', index }: Source,
): Ec2Record<'snapshot'> =>
  newRecord(context, 'snapshot', {
    id: idFromSeed('snap', context.requestId, index),
    details: { volumeId, sizeGiB, encrypted, description, takesMs: SNAPSHOT_MS },
  });
