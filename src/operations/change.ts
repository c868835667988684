import type { Transaction } from 'kysely';
import type { Access } from '../domain/authorization.ts';
import type { Actor } from '../domain/commands.ts';
import type { RequestContext } from '../operation.ts';
import { insertAuditEvents } from '../store/audit-event.ts';
import type { DB } from '../store/schema.ts';
import { failureKind } from '../store/transaction-failure.ts';

/** Who asks, as the ledger and the audit trail know them. */
export const actorOf = (context: RequestContext): Actor => ({
  accountId: context.accountId,
  region: context.region,
  principalArn: context.principal.arn,
  accessKeyId: context.principal.accessKeyId,
  requestId: context.requestId,
  sourceIp: context.sourceIp,
  userAgent: context.userAgent,
  action: context.action,
  call: context.call,
});

/** The authorization step as the ledger asks it again; undefined where policies have no say. */
export const accessOf = ({ access }: RequestContext): Access | undefined =>
  access.byPolicies ? access.decide : undefined;

/** What an audit event tells of a change: ARNs of what is changed, and what of it. */
export interface ChangeRecord {
  readonly resources: readonly string[];
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Changes state outside the ledger, in one transaction with its audit event: every change that takes no license goes
 * through here, so that none is without a record, which can also be told from what came of it.
 */
export function change<Result>(
  context: RequestContext,
  record: ChangeRecord | ((result: Result) => ChangeRecord),
  work: (trx: Transaction<DB>) => Promise<Result>,
): Promise<Result> {
  return again(() =>
    context.db.transaction().execute(async (trx) => {
      const result = await work(trx);
      const told = typeof record === 'function' ? record(result) : record;
      await insertAuditEvents([{ actor: actorOf(context), ...told }], context.now).execute(trx);
      return result;
    }),
  );
}

/** How often a transaction is tried that others overtake. */
const TRIES = 5;

/** Runs a transaction, and anew where others overtook it: nothing of it is there then. */
async function again<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await run();
    } catch (error) {
      if (tried === TRIES || failureKind(error) !== 'conflict') throw error;
    }
  }
}
