import type { CreateLicenseVersionRequest, CreateLicenseVersionResponse } from '@aws-sdk/client-license-manager';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { followVersion } from '../../../store/issued-checkout.ts';
import { addIssuedVersion } from '../../../store/issued-license.ts';
import { changeOnce } from '../../change-once.ts';
import { termsConstraints, termsOf } from './issued-terms.ts';
import { checkVersion, lockAtHome, ownIssued, statusNow } from './named-issued-license.ts';

/** What a version can make of a license; the other statuses come by themselves. */
const STATUSES = ['AVAILABLE', 'DEACTIVATED'] as const;

/**
 * What is checked out stays so, also where the new version has less of it: no more can be until enough is back. It lapses with
 * the license as that lasts now.
 */
export const createLicenseVersion: Operation<CreateLicenseVersionRequest, CreateLicenseVersionResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: { ...termsConstraints, Status: { oneOf: STATUSES }, SourceVersion: { length: [1, 10] } },

  async handle(request, context) {
    const { LicenseArn: arn, Status: status, SourceVersion: source } = request;
    const { id } = ownIssued(arn!, context);
    const { terms, validity } = termsOf(request);
    const once = { input: request, mismatch: 'ValidationException', resources: [arn!], detail: { ...terms, status } };
    const { version } = await changeOnce(context, once, async (trx) => {
      const license = await lockAtHome(trx, arn!, context);
      if (request.HomeRegion !== license.homeRegion) throw moved(request.HomeRegion!, license.homeRegion);
      checkVersion(source, license.version);
      const next = { id, terms, validity, status: status as (typeof STATUSES)[number], at: context.now };
      await addIssuedVersion(trx, next, license.version + 1);
      await followVersion(trx, license, next);
      return { version: license.version + 1 };
    });
    return { LicenseArn: arn, Version: String(version), Status: await statusNow(context, id) };
  },
};

const moved = (asked: string, homeRegion: string): Fault =>
  new Fault('ValidationException', `HomeRegion is ${asked}, but that of the license is ${homeRegion} for good.`);
