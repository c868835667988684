import type { GetLicenseRequest, GetLicenseResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { findIssuedLicense } from '../../../views/license-manager/issued-licenses.ts';
import { arnConstraint } from '../named-license.ts';
import { readableIssued } from './granted-license.ts';
import { issuedLicenseShape } from './issued-license-shape.ts';
import { unknownLicense } from './named-issued-license.ts';

/** One that was deleted is shown for half a year, to whom it was granted too. */
export const getLicense: Operation<GetLicenseRequest, GetLicenseResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: {
    LicenseArn: arnConstraint,
    Version: { pattern: /^[1-9]\d{0,8}$/, form: 'the number of a version, such as 1' },
  },

  async handle({ LicenseArn: arn, Version: version }, context) {
    const asked = version === undefined ? undefined : Number(version);
    const row = await findIssuedLicense(context.db, await readableIssued(arn!, context), asked);
    if (!row) throw unknownLicense(context, version === undefined ? arn! : `${arn} of the version ${version}`);
    return { License: issuedLicenseShape(row, context.now) };
  },
};
