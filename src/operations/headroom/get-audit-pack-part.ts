import { packPlace } from '../../domain/reports/audit-pack.ts';
import { reportBucket } from '../../domain/reports/report-generator.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { findPack, packId } from './audit-packs.ts';
import { invalid } from './own-licenses.ts';
import { type ReadReport, readPart } from './read-part.ts';

interface GetAuditPackPartRequest {
  readonly AuditPackId: string;
  /** The first byte; 0 where it is not given. */
  readonly Offset?: number;
}

interface GetAuditPackPartResponse {
  /** In base64. */
  readonly Data: string;
  /** Where the next part begins; absent behind the last. */
  readonly NextOffset?: number | undefined;
}

/** A megabyte of a pack that is there. */
export const getAuditPackPart = (
  readReport: ReadReport,
): Operation<GetAuditPackPartRequest, GetAuditPackPartResponse> => ({
  constraints: { AuditPackId: packId, Offset: { range: [0, Number.MAX_SAFE_INTEGER], integer: true } },
  async handle({ AuditPackId: id, Offset: offset = 0 }, context) {
    const pack = await findPack(id, context);
    if (pack.bytes === null)
      throw new Fault('ConflictException', `${id} is not made yet. Ask GetAuditPack when it is READY.`, 409);
    if (offset >= pack.bytes)
      throw invalid(`Offset is ${offset}: expected less than the ${pack.bytes} bytes of ${id}.`);
    const at = { bucket: reportBucket(context), ...packPlace(pack) };
    const { part, next } = await readPart(readReport, at, { offset, context });
    return { Data: part, NextOffset: next === undefined || next < pack.bytes ? next : undefined };
  },
});
