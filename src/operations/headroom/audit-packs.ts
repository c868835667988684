import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type ListedPack, listPacks } from '../../views/reports/audit-packs.ts';
import { readPage } from '../read-page.ts';
import { invalid } from './own-licenses.ts';

interface AuditPack {
  readonly AuditPackId: string;
  readonly LicenseConfigurationArn: string;
  readonly From: Date;
  readonly To: Date;
  readonly TimeZone: string;
  /** PENDING while it is made, also where it is tried again; then READY. */
  readonly Status: 'PENDING' | 'READY';
  /** Why it could not be made yet. */
  readonly FailureReason?: string | undefined;
  readonly Bytes?: number | undefined;
  readonly Sha256?: string | undefined;
  readonly RequestedAt: Date;
  readonly RequestedBy: string;
}

/** The pack of an id that is the caller's. */
export async function findPack(id: string, context: RequestContext): Promise<ListedPack> {
  const [pack] = await listPacks(context.db, context, { id, limit: 1 });
  if (pack) return pack;
  throw new Fault(
    'ResourceNotFoundException',
    `There is no audit pack ${id} in this account and Region. ListAuditPacks lists them.`,
  );
}

export const packId = {
  pattern: /^pack-[0-9a-f]{32}$/,
  form: 'the ID of an audit pack, pack- and 32 hexadecimal digits',
} as const;

interface GetAuditPackRequest {
  readonly AuditPackId: string;
}

/** What became of a pack. */
export const getAuditPack: Operation<GetAuditPackRequest, { readonly AuditPack: AuditPack }> = {
  constraints: { AuditPackId: packId },
  async handle({ AuditPackId: id }, context) {
    return { AuditPack: packShape(await findPack(id, context)) };
  },
};

interface ListAuditPacksRequest {
  readonly LicenseConfigurationArn?: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface ListAuditPacksResponse {
  readonly AuditPacks: readonly AuditPack[];
  readonly NextToken?: string | undefined;
}

/** The packs that were asked for, the latest first. */
export const listAuditPacks: Operation<ListAuditPacksRequest, ListAuditPacksResponse> = {
  constraints: { MaxResults: { range: [1, 100], integer: true } },
  async handle({ MaxResults: size = 50, NextToken: token, ...scope }, context) {
    const { LicenseConfigurationArn: arn } = scope;
    const licenseId = arn === undefined ? undefined : parseLicenseConfigurationArn(arn)?.id;
    if (arn !== undefined && licenseId === undefined) throw invalid(`Invalid license configuration ARN: ${arn}.`);
    const { rows, nextToken } = await readPage(
      { size, token, scope },
      {
        operation: 'ListAuditPacks',
        kind: 'number',
        read: ({ after: before, limit }) => listPacks(context.db, context, { licenseId, before, limit }),
        keyOf: ({ sequence }) => sequence,
      },
      invalid,
    );
    return { AuditPacks: rows.map(packShape), NextToken: nextToken };
  },
};

const packShape = (pack: ListedPack): AuditPack => ({
  AuditPackId: pack.id,
  LicenseConfigurationArn: pack.licenseArn,
  From: pack.from,
  To: pack.until,
  TimeZone: pack.timeZone,
  Status: pack.bytes === null ? 'PENDING' : 'READY',
  FailureReason: pack.lastFailure ?? undefined,
  Bytes: pack.bytes ?? undefined,
  Sha256: pack.sha256 ?? undefined,
  RequestedAt: pack.requestedAt,
  RequestedBy: pack.requestedBy,
});
