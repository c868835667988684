import type { Kysely, Transaction } from 'kysely';
import { type Block, digestOf } from '../domain/audit/block.ts';
import { gapsLeft } from '../domain/audit/gaps.ts';
import {
  type ChainEnd,
  insertBlock,
  lockSealing,
  putSealing,
  readChainEnds,
  readUnsealed,
  type UnsealedEvent,
} from '../store/audit-block.ts';
import type { DB } from '../store/schema.ts';
import type { AuditSigner } from './audit-signer.ts';

/** Events of a block at the most, and of a round. */
const BLOCK = 1_000;
export const ROUND = 10_000;

export interface SealingContext {
  readonly db: Kysely<DB>;
  readonly signer: AuditSigner;
}

/**
 * Seals the next events that are there and in no block, and tells how many that were. Where another server does so, there is
 * nothing to do, unless it `waits`.
 */
export async function sealTrail({
  db,
  signer,
  now,
  waits,
}: SealingContext & { readonly now: Date; readonly waits?: boolean }): Promise<number> {
  const key = await signer.keyId();
  return db.transaction().execute(async (trx) => {
    const state = await lockSealing(trx, waits);
    if (!state) return 0;
    const events = await readUnsealed(trx, state, ROUND);
    const ids = events.map(({ id }) => id);
    const gaps = gapsLeft(state, ids, now.getTime());
    if (events.length === 0 && gaps.length === state.gaps.length) return 0;
    const byAccount = Map.groupBy(events, ({ accountId }) => accountId);
    const last = new Map(
      (await readChainEnds(trx, [...byAccount.keys()])).map((block) => [block.accountId, block] as const),
    );
    for (const [accountId, list] of byAccount)
      await sealAccount(trx, { signer, key, now, last: last.get(accountId) }, list);
    await putSealing(trx, { until: Math.max(state.until, ids.at(-1) ?? 0), gaps });
    return events.length;
  });
}

interface Sealing {
  readonly signer: AuditSigner;
  readonly key: string;
  readonly now: Date;
  readonly last: ChainEnd | undefined;
}

async function sealAccount(
  trx: Transaction<DB>,
  { signer, key, now, last }: Sealing,
  events: readonly UnsealedEvent[],
): Promise<void> {
  const sealedAt = last && last.sealedAt > now ? last.sealedAt : now; // in the order of the numbers, whichever server’s clock
  let [number, previous] = last ? [last.number, last.digest] : [0, ''];
  for (let start = 0; start < events.length; start += BLOCK) {
    const part = events.slice(start, start + BLOCK);
    number += 1;
    const { accountId } = part[0]!;
    const digests = part.map(({ digest }) => digest);
    const block: Block = { accountId, number, previous, sealedAt: sealedAt.toISOString(), key, events: digests };
    const statement = JSON.stringify(block);
    const times = part.map(({ at }) => at.getTime());
    await insertBlock(trx, {
      ...{ accountId, number, statement, sealedAt, signature: await signer.sign(statement) },
      eventIds: part.map(({ id }) => id),
      firstEventAt: new Date(Math.min(...times)),
      lastEventAt: new Date(Math.max(...times)),
    });
    previous = digestOf(statement);
  }
}
