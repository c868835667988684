import { type Kysely, sql, type Transaction } from 'kysely';
import type { Gap } from '../domain/audit/gaps.ts';
import { recordset } from './bulk.ts';
import type { DB } from './schema.ts';

export interface SealingState {
  readonly until: number;
  readonly gaps: readonly Gap[];
}

/** How far the trail is sealed, for the one server that seals on; undefined where another one does, unless it waits. */
export async function lockSealing(trx: Transaction<DB>, waits = false): Promise<SealingState | undefined> {
  const { rows } = await sql<SealingState>`
    SELECT sealed_until AS until, gaps FROM audit_sealing FOR UPDATE ${waits ? sql`` : sql`SKIP LOCKED`}`.execute(trx);
  return rows[0];
}

export async function putSealing(trx: Transaction<DB>, { until, gaps }: SealingState): Promise<void> {
  await sql`UPDATE audit_sealing SET sealed_until = ${until}, gaps = ${JSON.stringify(gaps)}::jsonb`.execute(trx);
}

export interface UnsealedEvent {
  readonly id: number;
  readonly accountId: string;
  readonly at: Date;
  /** Of its record. */
  readonly digest: string;
}

/** The next events that no block has, in the order of their ids: those of gaps, and those behind. */
export async function readUnsealed(
  trx: Transaction<DB>,
  { until, gaps }: SealingState,
  limit: number,
): Promise<UnsealedEvent[]> {
  const columns = sql`audit_event_id AS id, account_id AS "accountId", occurred_at AS at,
    encode(sha256(convert_to(record, 'UTF8')), 'base64') AS digest`;
  const { rows } = await sql<UnsealedEvent>`
    (SELECT ${columns} FROM ${recordset(gaps, '"from" bigint, "to" bigint')}
      JOIN audit_event ON audit_event_id BETWEEN r."from" AND r."to")
    UNION ALL
    (SELECT ${columns} FROM audit_event WHERE audit_event_id > ${until} ORDER BY audit_event_id LIMIT ${limit})
    ORDER BY id`.execute(trx);
  return rows;
}

export interface BlockRow {
  readonly accountId: string;
  readonly number: number;
  readonly eventIds: readonly number[];
  readonly firstEventAt: Date;
  readonly lastEventAt: Date;
  readonly sealedAt: Date;
  readonly statement: string;
  readonly signature: string;
}

/** The digest of a block, as the next one has it (`digestOf`). */
export const STATEMENT_DIGEST = sql`encode(sha256(convert_to(statement, 'UTF8')), 'base64')`;

/** The end of an account's chain, which the next block follows. */
export interface ChainEnd extends Pick<BlockRow, 'accountId' | 'number' | 'sealedAt'> {
  readonly digest: string;
}

/** The last block of each account that has one, or had one before it was dropped. */
export async function readChainEnds(trx: Transaction<DB>, accountIds: readonly string[]): Promise<ChainEnd[]> {
  const { rows } = await sql<ChainEnd>`
    SELECT a AS "accountId", b.number, b.sealed_at AS "sealedAt", b.digest FROM unnest(${accountIds}::text[]) AS a, LATERAL (
      (SELECT number, sealed_at, ${STATEMENT_DIGEST} AS digest
        FROM audit_block WHERE account_id = a ORDER BY number DESC LIMIT 1)
      UNION ALL SELECT number, sealed_at, digest FROM audit_chain_start WHERE account_id = a
      ORDER BY number DESC LIMIT 1) b`.execute(trx);
  return rows;
}

export async function insertBlock(trx: Transaction<DB>, block: BlockRow): Promise<void> {
  await sql`
    INSERT INTO audit_block (account_id, number, event_ids, first_event_at, last_event_at, sealed_at, statement, signature)
    VALUES (${block.accountId}, ${block.number}, ${block.eventIds}::bigint[], ${block.firstEventAt}, ${block.lastEventAt},
      ${block.sealedAt}, ${block.statement}, ${block.signature})`.execute(trx);
}

export interface AuditKeyRow {
  readonly keyId: string;
  readonly publicKey: string;
  readonly sealed: Buffer;
  readonly createdAt: Date;
}

/** The keys of the trail, the newest first. */
export async function readAuditKeys(db: Kysely<DB>): Promise<AuditKeyRow[]> {
  const { rows } = await sql<AuditKeyRow>`
    SELECT key_id AS "keyId", public_key AS "publicKey", private_key_sealed AS sealed, created_at AS "createdAt"
    FROM audit_key ORDER BY created_at DESC, key_id`.execute(db);
  return rows;
}

export async function insertAuditKey(
  trx: Transaction<DB>,
  { keyId, publicKey, sealed }: Omit<AuditKeyRow, 'createdAt'>,
) {
  await sql`INSERT INTO audit_key (key_id, public_key, private_key_sealed, created_at)
    VALUES (${keyId}, ${publicKey}, ${sealed}, now())`.execute(trx);
}
