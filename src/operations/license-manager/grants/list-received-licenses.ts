import type {
  GrantedLicense,
  ListReceivedLicensesForOrganizationRequest,
  ListReceivedLicensesForOrganizationResponse,
  ListReceivedLicensesRequest,
  ListReceivedLicensesResponse,
} from '@aws-sdk/client-license-manager';
import { parseIssuedLicenseArn } from '../../../domain/arn.ts';
import type { Operation } from '../../../operation.ts';
import {
  findReceivedEnd,
  listOrganizationReceived,
  listReceivedLicenses as listRows,
  type ReceivedLicenseRow,
} from '../../../views/license-manager/received-licenses.ts';
import { issuedLicenseShape } from '../issued/issued-license-shape.ts';
import { licenseListConstraints, licenseListFilters } from '../issued/list-licenses.ts';
import { filterConstraints, readFilters } from '../read-filters.ts';
import { pageConstraints, readPage } from '../read-page.ts';
import { organizationPages } from './organization-pages.ts';

/** The licenses that others granted to the account, with what the grant lets it do. */
export const listReceivedLicenses: Operation<ListReceivedLicensesRequest, ListReceivedLicensesResponse> = {
  constraints: licenseListConstraints,

  async handle(request, context) {
    const { accountId, db, now } = context;
    const filters = readFilters(request.Filters, { ...licenseListFilters, IssuerName: null });
    const arns = request.LicenseArns;
    const query = {
      ...NARROWED_TO_NOTHING,
      ids: arns?.length ? arns.map((arn) => parseIssuedLicenseArn(arn)?.id ?? 'none') : undefined,
      productSkus: filters.get('ProductSKU'),
      beneficiaries: filters.get('Beneficiary'),
      fingerprints: filters.get('Fingerprint'),
      issuerNames: filters.get('IssuerName'),
      statuses: filters.get('Status'),
      now,
    };
    const { rows, nextToken } = await readPage(request, {
      ...{ operation: 'ListReceivedLicenses', kind: 'number' },
      read: (start) => listRows(db, accountId, { ...query, ...start }),
      endOf: (start) => findReceivedEnd(db, accountId, { ...query, ...start }),
      keyOf: (row) => row.place,
    });
    return { Licenses: rows.map((row) => grantedShape(row, now)), NextToken: nextToken };
  },
};

const NARROWED_TO_NOTHING = { ids: undefined, fingerprints: undefined, statuses: undefined };

/** A license that several accounts of the organization have is listed for each, with what that one may do. */
export const listReceivedLicensesForOrganization: Operation<
  ListReceivedLicensesForOrganizationRequest,
  ListReceivedLicensesForOrganizationResponse
> = {
  constraints: { ...filterConstraints, ...pageConstraints },

  async handle(request, context) {
    const { db, now } = context;
    const filters = readFilters(request.Filters, { Beneficiary: null, ProductSKU: null });
    const named = { productSkus: filters.get('ProductSKU'), beneficiaries: filters.get('Beneficiary') };
    const query = { ...NARROWED_TO_NOTHING, ...named, now };
    const { rows, nextToken } = await organizationPages(request, context, {
      operation: 'ListReceivedLicensesForOrganization',
      read: (organizationId, start) => listOrganizationReceived(db, organizationId, { ...query, ...start }),
      placeOf: (row) => [row.member, row.place],
    });
    return { Licenses: rows.map((row) => grantedShape(row, now)), NextToken: nextToken };
  },
};

/** Times of creation are seconds here: Terraform's provider reads a number, of what AWS answers. */
const grantedShape = (row: ReceivedLicenseRow, now: Date): GrantedLicense => ({
  ...issuedLicenseShape(row, now),
  CreateTime: String(Math.floor(row.createdAt.getTime() / 1000)),
  ReceivedMetadata: {
    ReceivedStatus: row.receivedStatus,
    ReceivedStatusReason: row.receivedReason ?? undefined,
    AllowedOperations: [...row.operations] as 'CreateGrant'[],
  },
});
