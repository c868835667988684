import type { ListLicenseVersionsRequest, ListLicenseVersionsResponse } from '@aws-sdk/client-license-manager';
import type { Operation } from '../../../operation.ts';
import { findIssuedLicense, listIssuedVersions } from '../../../views/license-manager/issued-licenses.ts';
import { arnConstraint } from '../named-license.ts';
import { pageConstraints, readPage } from '../read-page.ts';
import { issuedLicenseShape } from './issued-license-shape.ts';
import { ownIssued, unknownLicense } from './named-issued-license.ts';

export const listLicenseVersions: Operation<ListLicenseVersionsRequest, ListLicenseVersionsResponse> = {
  resources: ({ LicenseArn: arn }) => [arn!],
  constraints: { LicenseArn: arnConstraint, ...pageConstraints },

  async handle(request, context) {
    const { db, now } = context;
    const ref = ownIssued(request.LicenseArn!, context);
    if (!(await findIssuedLicense(db, ref))) throw unknownLicense(context, request.LicenseArn!);
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenseVersions',
      kind: 'number',
      read: (start) => listIssuedVersions(db, ref, start),
      keyOf: (row) => row.version,
    });
    return { Licenses: rows.map((row) => issuedLicenseShape(row, now)), NextToken: nextToken };
  },
};
