import type { DeleteLicenseRequest, DeleteLicenseResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { markIssuedLicenseDeleted } from '../../../store/issued-license.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { change } from '../../change.ts';
import { arnConstraint } from '../named-license.ts';
import { checkVersion, lockAtHome } from './named-issued-license.ts';

/** Its tokens are good for nothing from then on. */
export const deleteLicense: Operation<DeleteLicenseRequest, DeleteLicenseResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: { LicenseArn: arnConstraint, SourceVersion: { length: [1, 10] } },

  async handle({ LicenseArn: arn, SourceVersion: source }, context) {
    const { now } = context;
    await change(context, { resources: [arn!] }, async (trx) => {
      const { id, version } = await lockAtHome(trx, arn!, context);
      checkVersion(source, version);
      await markIssuedLicenseDeleted(trx, id, now);
      await deleteAllTags(trx, [id]);
    });
    return { Status: 'DELETED', DeletionDate: now.toISOString() };
  },
};
