import type { LicenseStatus, ListLicensesRequest, ListLicensesResponse } from '@aws-sdk/client-license-manager';
import type { Constraints } from '../../../domain/constraints.ts';
import type { Operation } from '../../../operation.ts';
import { findIssuedLicensesEnd, listIssuedLicenses } from '../../../views/license-manager/issued-licenses.ts';
import { arnConstraint } from '../named-license.ts';
import { filterConstraints, readFilters } from '../read-filters.ts';
import { pageConstraints, readPage } from '../read-page.ts';
import { issuedLicenseShape } from './issued-license-shape.ts';
import { ownIssued } from './named-issued-license.ts';

const STATUSES: readonly LicenseStatus[] = [
  ...(['AVAILABLE', 'PENDING_AVAILABLE', 'DEACTIVATED', 'SUSPENDED', 'EXPIRED', 'PENDING_DELETE', 'DELETED'] as const),
];

/** The filters of lists of licenses. */
export const licenseListFilters = { Beneficiary: null, ProductSKU: null, Fingerprint: null, Status: STATUSES };

/** What narrows such a list. */
export const licenseListConstraints: Constraints = {
  LicenseArns: { items: [0, 100] },
  'LicenseArns[]': arnConstraint,
  ...filterConstraints,
  ...pageConstraints,
};

/** What the account issued, in whichever Region it is asked. */
export const listLicenses: Operation<ListLicensesRequest, ListLicensesResponse> = {
  resources: ({ LicenseArns: arns }) => arns ?? [],
  constraints: licenseListConstraints,

  async handle(request, context) {
    const { accountId, db, now } = context;
    const filters = readFilters(request.Filters, licenseListFilters);
    const query = {
      ...{ accountId, now },
      ids: request.LicenseArns?.map((arn) => ownIssued(arn, context).id),
      productSkus: filters.get('ProductSKU'),
      beneficiaries: filters.get('Beneficiary'),
      fingerprints: filters.get('Fingerprint'),
      statuses: filters.get('Status'),
    };
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenses',
      kind: 'number',
      read: (start) => listIssuedLicenses(db, query, start),
      endOf: (start) => findIssuedLicensesEnd(db, query, start),
      keyOf: (row) => row.sequence,
    });
    return { Licenses: rows.map((row) => issuedLicenseShape(row, now)), NextToken: nextToken };
  },
};
