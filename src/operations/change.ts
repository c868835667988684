import type { Transaction } from 'kysely';
import type { Access } from '../domain/authorization.ts';
import type { Actor } from '../domain/commands.ts';
import { accountPrincipalArn } from '../domain/issued/grant.ts';
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
  /** Other accounts whose trails tell of it too, because it is about what they have. */
  readonly tells?: readonly string[];
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
      const { tells = [], ...event } = told;
      const actor = actorOf(context);
      const others = [...new Set(tells)].filter((accountId) => accountId !== actor.accountId);
      const actors = [actor, ...others.map((accountId) => asToldTo(accountId, actor))];
      await insertAuditEvents(
        actors.map((one) => ({ actor: one, ...event })),
        context.now,
      ).execute(trx);
      return result;
    }),
  );
}

/** Who asks, as another account is told: which account it is, and no more (CloudTrail user guide, userIdentity of other accounts). */
function asToldTo(accountId: string, actor: Actor): Actor {
  const { accountId: askingId, call } = actor;
  const userIdentity = { type: 'AWSAccount', principalId: askingId, accountId: askingId };
  const principalArn = accountPrincipalArn(askingId);
  return { ...actor, accountId, principalArn, accessKeyId: '-', call: call && { ...call, userIdentity } };
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
