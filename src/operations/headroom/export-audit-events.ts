import type { AuditSigner } from '../../access/audit-signer.ts';
import { ROUND, sealTrail } from '../../access/seal-trail.ts';
import { type Closing, digestOf } from '../../domain/audit/block.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { type ChainStart, readChainStart } from '../../store/audit-retention.ts';
import { findBlocks, readBlocks, type SealedBlock } from '../../views/cloudtrail/blocks.ts';

interface ExportAuditEventsRequest {
  /** Another account's than the caller's is the operator's to export. */
  readonly AccountId?: string;
  readonly From?: Date;
  readonly To?: Date;
  readonly NextToken?: string;
}

/** Signed JSON. */
interface Statement {
  readonly Statement: string;
  readonly Signature: string;
}

interface ExportAuditEventsResponse {
  readonly Blocks: readonly (Statement & { readonly Events: readonly string[] })[];
  /** With the last blocks: that they are all. */
  readonly Closing?: Statement | undefined;
  readonly NextToken?: string | undefined;
}

/** Events of a page, about: a megabyte and a half. */
const PAGE = 1_000;

/** The sealed blocks of an account's trail that have the events of a period, whole, and at the end that these were all. */
export const exportAuditEvents = (
  signer: AuditSigner,
): Operation<ExportAuditEventsRequest, ExportAuditEventsResponse> => ({
  constraints: { AccountId: { pattern: /^[0-9]{12}$/, form: 'an account ID of 12 digits' } },

  async handle({ AccountId, From: from = new Date(0), To: to, NextToken: token }, { principal, now, db }) {
    const accountId = AccountId ?? principal.accountId;
    if (accountId !== principal.accountId && !principal.operator)
      throw new CommonFault('NotAuthorized', `${principal.arn} may not export the audit trail of ${accountId}.`);
    const period = { accountId, from, to: to ?? now };
    const list = { operation: 'ExportAuditEvents', scope: { accountId, from, to } };
    const kinds = ['number', 'number'] as const;
    const [next, begun] = token ? (decodePageToken(token, { ...list, kinds }) ?? []) : [0, 0];
    if (!Number.isSafeInteger(next) || !Number.isSafeInteger(begun))
      throw new Fault(
        'InvalidParameterValueException',
        'The NextToken is not one that this request was answered with.',
      );
    if (!token) while ((await sealTrail({ db, signer, now, waits: true })) >= ROUND);
    const range = await findBlocks(db, period);
    const first = Math.max(range?.first ?? 0, next as number);
    const blocks = range ? await readBlocks(db, { accountId, first, last: range.last, events: PAGE }) : [];
    const end = blocks.at(-1);
    const start = await readChainStart(db, accountId);
    const began = (begun as number) || (blocks[0]?.number ?? 0);
    if (start && began > 0 && began <= start.number)
      throw new Fault(
        'InvalidParameterValueException',
        'Blocks of this export were dropped meanwhile, for the trail is kept for some days only: export it again.',
      );
    const Blocks = blocks.map(({ statement, signature, events }) => ({
      Statement: statement,
      Signature: signature,
      Events: events,
    }));
    if (range && end && end.number < range.last)
      return { Blocks, NextToken: encodePageToken({ ...list, after: [end.number + 1, began] }) };
    const numbers = { firstBlock: range?.first ?? 0, lastBlock: range?.last ?? 0 };
    return { Blocks, Closing: await close(signer, { ...period, ...numbers, end, start, now }) };
  },
});

interface Ended {
  readonly accountId: string;
  readonly from: Date;
  readonly to: Date;
  readonly firstBlock: number;
  readonly lastBlock: number;
  readonly end: SealedBlock | undefined;
  readonly start: ChainStart | undefined;
  readonly now: Date;
}

async function close(signer: AuditSigner, { accountId, from, to, end, start, now, ...numbers }: Ended) {
  const closing: Closing = {
    accountId,
    from: from.toISOString(),
    to: to.toISOString(),
    ...numbers,
    lastDigest: end ? digestOf(end.statement) : '',
    exportedAt: now.toISOString(),
    ...(start && { dropped: { number: start.number, digest: start.digest, at: start.droppedAt.toISOString() } }),
    key: await signer.keyId(),
    publicKeys: await signer.publicKeys(),
  };
  const statement = JSON.stringify(closing);
  return { Statement: statement, Signature: await signer.sign(statement) };
}
