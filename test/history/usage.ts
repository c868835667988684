import { type Kysely, sql } from 'kysely';
import { recordUsage } from '../../src/store/license-usage.ts';
import type { DB } from '../../src/store/schema.ts';

/** How much of a license is used from a time on, in milliseconds since 1970. */
export interface Step {
  readonly at: number;
  readonly used: number;
}

/** Writes a history as the ledger does, a change at a time; nothing is used before it. */
export async function recordSteps(db: Kysely<DB>, licenseId: string, steps: readonly Step[]): Promise<void> {
  let before = 0;
  for (const { at, used } of steps) {
    if (used !== before) await recordUsage([{ licenseId, before, after: used }], new Date(at)).execute(db);
    before = used;
  }
}

export interface Period {
  readonly from: number;
  readonly until: number;
}

/** What a period comes to, counted stretch by stretch. */
export function countNaively(steps: readonly Step[], { from, until }: Period) {
  const ends = [...new Set([from, until, ...steps.map(({ at }) => at).filter((at) => at > from && at < until)])].sort(
    (a, b) => a - b,
  );
  const usedAt = (time: number) => steps.findLast(({ at }) => at <= time)?.used ?? 0;
  const stretches = ends.slice(1).map((end, index) => ({ used: usedAt(ends[index]!), length: end - ends[index]! }));
  const all = stretches.map(({ used }) => used);
  return {
    start: from,
    highest: Math.max(...all),
    lowest: Math.min(...all),
    average: stretches.reduce((sum, { used, length }) => sum + used * length, 0) / (until - from),
    length: until - from,
  };
}

/** Forgets what is recorded of usage. */
export const forgetUsage = (db: Kysely<DB>) => sql`TRUNCATE license_usage, consumption`.execute(db);
