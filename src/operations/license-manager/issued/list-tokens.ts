import type { ListTokensRequest, ListTokensResponse, TokenData } from '@aws-sdk/client-license-manager';
import { issuedLicenseArn, parseIssuedLicenseArn } from '../../../domain/arn.ts';
import { statusAt } from '../../../domain/issued/issued-license.ts';
import type { Operation } from '../../../operation.ts';
import { type IssuedTokenRow, listIssuedTokens } from '../../../views/license-manager/issued-tokens.ts';
import { filterConstraints, readFilters } from '../read-filters.ts';
import { pageConstraints, readPage } from '../read-page.ts';

/** Tokens that have not expired and were not deleted, with the status of their license, with which they are good or not. */
export const listTokens: Operation<ListTokensRequest, ListTokensResponse> = {
  constraints: {
    TokenIds: { items: [0, 100] },
    'TokenIds[]': { length: [0, 128] },
    ...filterConstraints,
    ...pageConstraints,
  },

  async handle(request, { accountId, db, now }) {
    const arns = readFilters(request.Filters, { LicenseArns: null }).get('LicenseArns');
    const licenseIds = arns?.flatMap((arn) => parseIssuedLicenseArn(arn)?.id ?? []);
    const query = { accountId, now, ids: request.TokenIds, licenseIds };
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListTokens',
      kind: 'number',
      read: (start) => listIssuedTokens(db, { ...query, ...start }),
      keyOf: (row) => row.sequence,
    });
    return { Tokens: rows.map((row) => tokenShape(row, now)), NextToken: nextToken };
  },
};

const tokenShape = (row: IssuedTokenRow, now: Date): TokenData => ({
  TokenId: row.id,
  TokenType: 'REFRESH_TOKEN',
  LicenseArn: issuedLicenseArn(row.ownerId, row.licenseId),
  ExpirationTime: row.expiresAt.toISOString(),
  TokenProperties: [...row.properties],
  RoleArns: [...row.roleArns],
  Status: statusAt(row, now),
});
