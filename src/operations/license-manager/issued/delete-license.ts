import type { DeleteLicenseRequest, DeleteLicenseResponse } from '@aws-sdk/client-license-manager';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { endLapsed, hasOpenCheckouts } from '../../../store/issued-checkout.ts';
import { deleteGrantsOf } from '../../../store/issued-grant.ts';
import { markIssuedLicenseDeleted } from '../../../store/issued-license.ts';
import { deleteAllTags } from '../../../store/tag.ts';
import { change } from '../../change.ts';
import { arnConstraint } from '../named-license.ts';
import { checkVersion, lockAtHome } from './named-issued-license.ts';

/** Its tokens are good for nothing from then on, and its grants are deleted. */
export const deleteLicense: Operation<DeleteLicenseRequest, DeleteLicenseResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: { LicenseArn: arnConstraint, SourceVersion: { length: [1, 10] } },

  async handle({ LicenseArn: arn, SourceVersion: source }, context) {
    const { now } = context;
    await change(context, { resources: [arn!] }, async (trx) => {
      const license = await lockAtHome(trx, arn!, context);
      const { id, version } = license;
      checkVersion(source, version);
      await endLapsed(trx, license, license.now);
      if (await hasOpenCheckouts(trx, id)) throw inUse(arn!);
      await markIssuedLicenseDeleted(trx, id, now);
      const grantIds = await deleteGrantsOf(trx, id, now);
      await deleteAllTags(trx, [id, ...grantIds]);
    });
    return { Status: 'DELETED', DeletionDate: now.toISOString() };
  },
};

const inUse = (arn: string): Fault =>
  new Fault(
    'ConflictException',
    `Something is checked out of the license ${arn}. Check it in, or wait until it lapses; or end the license, and with it what is out, by CreateLicenseVersion with a Validity.End that has passed.`,
  );
