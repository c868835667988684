import { type RawBuilder, sql, type Transaction } from 'kysely';
import { lockRules } from './discovery-lock.ts';
import type { DB } from './schema.ts';

/** Work that must not be lost, and so is queued in the transaction of the change that causes it. */
export type Job =
  /** Find out which licenses a database asks for, and forget one whose deletion is over. */
  | {
      readonly task: 'match-database';
      readonly payload: { readonly accountId: string; readonly region: string; readonly identifier: string };
    }
  /** Find out which licenses the software of a server asks for. */
  | { readonly task: 'match-server'; readonly payload: { readonly instanceId: string } }
  /**
   * Hold the product information of a license against all servers of its account, behind the id `after`, and then those of
   * the other accounts of an organization that it discovers across; `member` is the place of one of these in it.
   */
  | {
      readonly task: 'match-license';
      readonly payload: { readonly licenseId: string; readonly after?: string; readonly member?: number };
    }
  /** Make an audit pack that is to be made. */
  | { readonly task: 'make-audit-pack'; readonly payload: { readonly packId: string } }
  /** Make the report of a generator that is due. */
  | { readonly task: 'make-report'; readonly payload: { readonly generatorId: string } }
  /** Deliver a message to an endpoint. */
  | { readonly task: 'deliver'; readonly payload: { readonly deliveryId: number } };

/**
 * Queues jobs. Of jobs with one key that wait only the last is done: each of them looks at what is there when it runs. One
 * that runs already is not affected. `runAt` is when, at once where it is not given.
 */
export const queueJobs = (jobs: readonly Job[], runAt?: Date): RawBuilder<unknown> => sql`
  SELECT graphile_worker.add_job(job ->> 'task', job -> 'payload', job_key := job ->> 'key',
    run_at := coalesce(${runAt ?? null}::timestamptz, now()))
  FROM unnest(${jobs.map((job) => JSON.stringify({ ...job, key: keyOf(job) }))}::json[]) AS job`;

/** A license looks for other software than before, or begins or ends to: reports under way are in before this is. */
export async function ruleChanged(
  trx: Transaction<DB>,
  license: { readonly id: string; readonly accountId: string; readonly region: string },
): Promise<void> {
  await lockRules(trx, license);
  await queue(trx, [{ task: 'match-license', payload: { licenseId: license.id } }]);
}

/** Queues jobs in a transaction. */
export async function queue(trx: Transaction<DB>, jobs: readonly Job[], runAt?: Date): Promise<void> {
  if (jobs.length > 0) await queueJobs(jobs, runAt).execute(trx);
}

const keyOf = ({ task, payload }: Job): string => `${task}:${Object.values(payload).join('/')}`;
