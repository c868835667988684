import { sql, type Transaction } from 'kysely';
import type { DB } from './schema.ts';
import { holdNames } from './software.ts';

// What automated discovery goes by is written by reports (software) and by changes of licenses (rules), and compared by
// jobs. These locks, held until a transaction ends, let a report know by itself whether any license could be about it, and
// spare the queue the reports that none is about:
// - Of two that are at work on the software of one server, a report or a job that compares and ties, one waits.
// - A change of rules waits for reports under way in its account and Region, whose software it then finds; later reports
//   see the new rules.
// Everybody takes the software's lock before the rules', and servers in the order of their ids.

interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const rulesOf = ({ accountId, region }: Scope) => `headroom.rules:${accountId}:${region}`;

/** For a report of a server: its software is this transaction's alone, and rules and names stay as they are. */
export async function lockForReport(trx: Transaction<DB>, scope: Scope, instanceId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${softwareKey(sql`${instanceId}`)}),
    pg_advisory_xact_lock_shared(hashtextextended(${rulesOf(scope)}, 0)), ${holdNames}`.execute(trx);
}

/** For a job that ties servers by what they have: no report of theirs comes between. */
export async function lockSoftware(trx: Transaction<DB>, instanceIds: readonly string[]): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${softwareKey(sql`id`)}) FROM unnest(${instanceIds.toSorted()}::text[]) AS id`.execute(
    trx,
  );
}

/** For a change of what a license looks for. */
export async function lockRules(trx: Transaction<DB>, scope: Scope): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${rulesOf(scope)}, 0))`.execute(trx);
}

const softwareKey = (id: ReturnType<typeof sql>) => sql`hashtextextended('headroom.software:' || ${id}, 0)`;
