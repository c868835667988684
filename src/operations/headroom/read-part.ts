import type { ReportPlace } from '../../domain/reports/report-generator.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';

/** Reads of a file that is kept where reports are. */
export type ReadReport = (
  at: ReportPlace,
  part: { readonly offset: number; readonly length: number },
) => Promise<Uint8Array | undefined>;

const PART = 1024 * 1024;

/** The part of a kept file that begins at an offset, in base64, and where the next begins; undefined behind the last. */
export async function readPart(
  readReport: ReadReport,
  at: ReportPlace,
  { offset, context }: { readonly offset: number; readonly context: RequestContext },
): Promise<{ readonly part: string; readonly next: number | undefined }> {
  const bytes = await readReport(at, { offset, length: PART }).catch((cause) => {
    context.log.warn({ err: cause, ...at }, 'a report cannot be read');
    throw new CommonFault('Unavailable', `It cannot be read now: ${cause.message}. Try again later.`);
  });
  if (!bytes)
    throw new Fault('ResourceNotFoundException', 'It is no longer where reports are kept. Have another one made.');
  const next = bytes.length === PART ? offset + PART : undefined;
  return { part: Buffer.from(bytes).toString('base64'), next };
}
