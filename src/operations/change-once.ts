import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { StoredToken } from '../domain/facts.ts';
import { Fault } from '../fault.ts';
import type { RequestContext } from '../operation.ts';
import { insertTokens, lockToken, selectTokens } from '../store/idempotency-token.ts';
import type { DB } from '../store/schema.ts';
import { type ChangeRecord, change } from './change.ts';

/** What a later request with the same token finds of the earlier one, such as the id of what it created. */
export type OnceOutcome = Readonly<Record<string, string | number>>;

interface Once {
  readonly input: { readonly ClientToken?: string | undefined };
  /** What the service calls a token that came with another input. */
  readonly mismatch?: string;
}

/** The event of the change, which can also be told from what came of it. */
type Recorded<Outcome> = ChangeRecord | { readonly record: (outcome: Outcome) => ChangeRecord };

/**
 * A change that a client token makes safe to repeat: the same token with the same input answers what it answered
 * before and changes nothing; with another input it faults.
 */
export async function changeOnce<Outcome extends OnceOutcome>(
  context: RequestContext,
  { input, mismatch = 'IdempotentParameterMismatch', ...told }: Once & Recorded<Outcome>,
  work: (trx: Transaction<DB>) => Promise<Outcome>,
): Promise<Outcome> {
  const { accountId, region, action, now } = context;
  const token = input.ClientToken;
  const record = 'record' in told ? told.record : told;
  if (!token) return change(context, record, work);
  const key = { accountId, region, action, token };
  const inputHash = hashOf(input);
  try {
    return await change(context, record, async (trx) => {
      await lockToken(trx, key);
      const [stored] = (await selectTokens([key]).execute(trx)).rows;
      if (stored) throw new UsedBefore(stored);
      const outcome = await work(trx);
      await insertTokens([{ key, stored: { inputHash, outcome } as unknown as StoredToken }], now).execute(trx);
      return outcome;
    });
  } catch (error) {
    if (!(error instanceof UsedBefore)) throw error;
    if (error.stored.inputHash === inputHash) return error.stored.outcome as unknown as Outcome;
    throw new Fault(mismatch, `The client token '${token}' was used before with other parameters.`);
  }
}

/** Takes the transaction back, with the audit event of a change that is none. */
class UsedBefore extends Error {
  readonly stored: StoredToken;

  constructor(stored: StoredToken) {
    super('The client token was used before.');
    this.stored = stored;
  }
}

function hashOf({ ClientToken: _token, DryRun: _dryRun, ...input }: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(input, sortMembers)).digest('hex');
}

const sortMembers = (_: string, value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
