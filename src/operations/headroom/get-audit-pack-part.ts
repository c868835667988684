import { packPlace } from '../../domain/reports/audit-pack.ts';
import { reportBucket } from '../../domain/reports/report-generator.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findPack, packId } from './audit-packs.ts';
import { invalid } from './own-licenses.ts';

/** Reads of a file that is kept where reports are. */
export type ReadReport = (
  at: { readonly bucket: string; readonly prefix: string; readonly key: string },
  part: { readonly offset: number; readonly length: number },
) => Promise<Uint8Array>;

interface GetAuditPackPartRequest {
  readonly AuditPackId?: string;
  /** The first byte; 0 where it is not given. */
  readonly Offset?: number;
}

interface GetAuditPackPartResponse {
  /** In base64. */
  readonly Data: string;
  /** Where the next part begins; absent behind the last. */
  readonly NextOffset?: number | undefined;
}

const PART = 1024 * 1024;

/** A megabyte of a pack that is there. */
export const getAuditPackPart = (
  readReport: ReadReport,
): Operation<GetAuditPackPartRequest, GetAuditPackPartResponse> => ({
  constraints: { AuditPackId: packId, Offset: { range: [0, Number.MAX_SAFE_INTEGER], integer: true } },
  async handle({ AuditPackId: id = '', Offset: offset = 0 }, context) {
    const pack = await findPack(id, context);
    if (pack.bytes === null)
      throw new Fault('ConflictException', `${id} is not made yet. Ask GetAuditPack when it is READY.`, 409);
    if (offset >= pack.bytes)
      throw invalid(`Offset is ${offset}: expected less than the ${pack.bytes} bytes of ${id}.`);
    const at = { bucket: reportBucket(context), ...packPlace(pack) };
    const part = await readReport(at, { offset, length: PART }).catch((cause) => {
      context.log.warn({ err: cause, packId: id }, 'an audit pack cannot be read');
      throw new Fault(
        'ResourceNotFoundException',
        `${id} cannot be read any more: ${cause.message}. Generate another one.`,
      );
    });
    const next = offset + part.length;
    return { Data: Buffer.from(part).toString('base64'), NextOffset: next < pack.bytes ? next : undefined };
  },
});
