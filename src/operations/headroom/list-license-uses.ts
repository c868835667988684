import { resourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { type LicenseUse, listUses } from '../../views/history/uses.ts';
import { readPage } from '../read-page.ts';
import { findOwnLicenses, invalid, readPeriod } from './own-licenses.ts';

interface ListLicenseUsesRequest {
  readonly LicenseConfigurationArn: string;
  readonly From: Date;
  /** Outside; now where it is not given. */
  readonly To?: Date;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface ListLicenseUsesResponse {
  readonly LicenseUses: readonly {
    readonly ResourceArn: string;
    readonly ResourceType: string;
    readonly ResourceOwnerId: string;
    readonly ConsumedLicenses: number;
    readonly ConsumedFrom: Date;
    /** Absent while it lasts. */
    readonly ConsumedUntil?: Date | undefined;
  }[];
  readonly NextToken?: string | undefined;
}

/** What held how much of a license within a time, by when each began, also before it. */
export const listLicenseUses: Operation<ListLicenseUsesRequest, ListLicenseUsesResponse> = {
  constraints: { LicenseConfigurationArn: { length: [1, 2048] }, MaxResults: { range: [1, 1000], integer: true } },
  resources: ({ LicenseConfigurationArn: arn }) => [arn],
  async handle({ MaxResults: size = 100, NextToken: token, ...scope }, context) {
    const { from, until } = readPeriod(scope, context);
    const [license] = await findOwnLicenses([scope.LicenseConfigurationArn], context);
    const { rows, nextToken } = await readPage(
      { size, token, scope },
      {
        operation: 'ListLicenseUses',
        kind: 'pair',
        read: ({ after, limit }) => listUses(context.db, { licenseId: license!.id, from, until, after, limit }),
        keyOf: ({ place }) => place,
      },
      invalid,
    );
    return { LicenseUses: rows.map(useShape), NextToken: nextToken };
  },
};

const useShape = (use: LicenseUse) => ({
  ResourceArn: resourceArn({
    type: use.resourceType,
    id: use.resourceId,
    ownerId: use.resourceOwnerId,
    region: use.region,
  }),
  ResourceType: use.resourceType,
  ResourceOwnerId: use.resourceOwnerId,
  ConsumedLicenses: use.amount,
  ConsumedFrom: use.from,
  ConsumedUntil: use.until ?? undefined,
});
