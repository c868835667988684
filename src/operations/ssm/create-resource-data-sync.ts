import type { CreateResourceDataSyncRequest, CreateResourceDataSyncResult } from '@aws-sdk/client-ssm';
import type { Keys } from '../../domain/policies/context.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { countResourceDataSyncs, insertResourceDataSync } from '../../store/resource-data-sync.ts';
import { change } from '../change.ts';

const SYNCS = 20;

export const syncConstraints = {
  SyncName: { length: [1, 64] },
  SyncType: { oneOf: ['SyncToDestination', 'SyncFromSource'] },
} as const;

export const syncArn = ({ accountId, region }: { accountId: string; region: string }, name: string): string =>
  `arn:aws:ssm:${region}:${accountId}:resource-data-sync/${name}`;

/** The condition key of its type. */
export const syncKeys = ({
  SyncType: type = 'SyncToDestination',
}: {
  readonly SyncType?: string | undefined;
}): Keys => ({
  'ssm:SyncType': [type],
});

/**
 * Keeps that a sync was asked for, so that what sets one up and looks for it goes on. Nothing is copied: inventories of all
 * servers are in one place here already, which GetInventory and ListResourceInventory search.
 */
export const createResourceDataSync: Operation<CreateResourceDataSyncRequest, CreateResourceDataSyncResult> = {
  constraints: { ...syncConstraints, 'S3Destination.BucketName': { length: [1, 2048] } },
  resources: ({ SyncName: name }, scope) => [syncArn(scope, name!)],
  keys: syncKeys,
  async handle(request, context) {
    const { accountId, region, now: at } = context;
    const { SyncName: name = '', SyncType: type = 'SyncToDestination' } = request;
    const { S3Destination: s3Destination, SyncSource: source } = request;
    const expected = type === 'SyncFromSource' ? 'SyncSource' : 'S3Destination';
    if (!request[expected] || (s3Destination && source))
      throw new Fault(
        'ResourceDataSyncInvalidConfigurationException',
        `A sync of the type ${type} has ${expected} alone.`,
      );
    await change(context, { resources: [syncArn(context, name)], detail: { type } }, async (trx) => {
      if ((await countResourceDataSyncs(trx, context)) >= SYNCS)
        throw new Fault(
          'ResourceDataSyncCountExceededException',
          `There are ${SYNCS} syncs, the limit. Delete one first.`,
        );
      if (await insertResourceDataSync(trx, { accountId, region, name, type, s3Destination, source, at })) return;
      throw new Fault(
        'ResourceDataSyncAlreadyExistsException',
        `There is a sync ${name} of the type ${type} already.`,
        undefined,
        { SyncName: name },
      );
    });
    return {};
  },
};
