import type { Kysely } from 'kysely';
import type { Scope } from '../../domain/decision.ts';
import { cellLengthFor, type UsagePoint, usageSeries } from '../../domain/history/usage-series.ts';
import {
  findNamedMetric,
  licenseIdOf,
  type MeteredLicense,
  type MetricName,
  type NamedMetric,
} from '../../domain/metrics/license-metrics.ts';
import type { DB } from '../../store/schema.ts';
import { readMeteredLicenses, readUsageCells } from './license-usage.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What metrics name, each in its place; undefined where there is no such metric. */
export async function findNamedMetrics(
  metrics: readonly MetricName[],
  { db, accountId, region }: Scope & { readonly db: Kysely<DB> },
): Promise<(NamedMetric | undefined)[]> {
  const ids = new Set(metrics.flatMap((named) => licenseIdOf(named) ?? []));
  const licenses = await readMeteredLicenses(db, { accountId, region }, [...ids]);
  return metrics.map((named) => findNamedMetric(named, licenses));
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
  { db, now }: { readonly db: Kysely<DB>; readonly now: Date },
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
