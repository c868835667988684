import { cellLengthFor, type UsagePoint, usageSeries } from '../../domain/history/usage-series.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { type MeteredLicense, readUsageCells } from '../../views/history/license-usage.ts';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Refuses a period that is not whole minutes. */
export function checkPeriod(place: string, seconds: number): void {
  if (seconds < 60 || seconds % 60 !== 0)
    throw new Fault('ValidationError', `${place} is ${seconds}: expected a multiple of 60 seconds.`, 400);
}

/** As CloudWatch does it: the older a beginning, the coarser it is rounded down, for finer data are kept no longer. */
export function roundStart(start: number, now: number): number {
  const age = now - start;
  const step = age > 63 * DAY_MS ? HOUR_MS : age > 15 * DAY_MS ? 5 * MINUTE_MS : MINUTE_MS;
  return Math.floor(start / step) * step;
}

/** Periods in milliseconds since 1970; `from` is where one begins. */
export interface Periods {
  readonly from: number;
  readonly until: number;
  readonly periodMs: number;
}

/**
 * The use of a license by periods that begin in a time, from its creation to its deletion or now. Of periods that are not whole hours only those
 * are told whose minutes are still kept.
 */
export async function readUsagePoints(
  license: MeteredLicense,
  { from: asked, until: end, periodMs }: Periods,
  { db, now }: Pick<RequestContext, 'db' | 'now'>,
): Promise<UsagePoint[]> {
  const cellMs = cellLengthFor(asked, periodMs);
  const kept = cellMs === undefined || cellMs < HOUR_MS ? now.getTime() - 15 * DAY_MS : 0;
  const earliest = Math.max(license.createdAt.getTime(), kept);
  const from = earliest > asked ? asked + Math.floor((earliest - asked) / periodMs) * periodMs : asked;
  const last = from + Math.ceil((end - from) / periodMs) * periodMs;
  const until = Math.min(last, (license.deletedAt ?? now).getTime());
  if (cellMs === undefined || from >= until) return [];
  const { cells, before } = await readUsageCells(db, { licenseId: license.id, cellMs, from, until });
  return usageSeries(cells, { from, until, periodMs, cellMs, before });
}
