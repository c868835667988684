import { headroom } from '../../../aws/headroom.ts';
import { takeParts } from '../../../aws/take-parts.ts';

/** What an audit pack is of: days in the visitor's own time zone, the last of them whole or until now. */
export interface PackOrder {
  readonly arn: string;
  /** Such as "2026-01-01". */
  readonly first: string;
  readonly last: string;
}

interface Pack {
  readonly Status: 'PENDING' | 'READY';
  readonly FailureReason?: string;
}

const POLL_MS = 500;

/** Midnight in the visitor's time zone, in seconds since 1970. */
const midnight = (day: string, after = 0): number => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return new Date(year, month - 1, date + after).getTime() / 1000;
};

/** Has a pack made, waits for it, and takes it part by part. Rejects with why it cannot be made, in the server's words. */
export async function makeAuditPack(region: string, { arn, first, last }: PackOrder): Promise<Blob> {
  const { timeZone: TimeZone } = Intl.DateTimeFormat().resolvedOptions();
  const end = midnight(last, 1);
  const To = end * 1000 < Date.now() ? end : undefined;
  const input = { LicenseConfigurationArn: arn, From: midnight(first), To, TimeZone };
  const client = headroom(region);
  const { AuditPackId } = await client.send<{ AuditPackId: string }>({ operation: 'GenerateAuditPack', input });
  for (;;) {
    const asked = { operation: 'GetAuditPack', input: { AuditPackId } };
    const { AuditPack: pack } = await client.send<{ AuditPack: Pack }>(asked);
    if (pack.Status === 'READY') break;
    if (pack.FailureReason) throw new Error(`The pack cannot be made yet: ${pack.FailureReason}. It is tried again.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const { parts } = await takeParts(region, { operation: 'GetAuditPackPart', input: { AuditPackId } });
  return new Blob(parts, { type: 'application/zip' });
}
