import type { DeleteResourceDataSyncRequest, DeleteResourceDataSyncResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteResourceDataSync as deleteRow } from '../../store/resource-data-sync.ts';
import { change } from '../change.ts';
import { syncArn, syncConstraints, syncKeys } from './create-resource-data-sync.ts';

export const deleteResourceDataSync: Operation<DeleteResourceDataSyncRequest, DeleteResourceDataSyncResult> = {
  constraints: syncConstraints,
  resources: ({ SyncName: name }, scope) => (name ? [syncArn(scope, name)] : []),
  keys: syncKeys,
  async handle({ SyncName: name = '', SyncType: type = 'SyncToDestination' }, context) {
    const { accountId, region } = context;
    await change(context, { resources: [syncArn(context, name)], detail: { type } }, async (trx) => {
      if (await deleteRow(trx, { accountId, region, name, type })) return;
      throw new Fault('ResourceDataSyncNotFoundException', `There is no sync ${name} of the type ${type}.`, undefined, {
        SyncName: name,
        SyncType: type,
      });
    });
    return {};
  },
};
