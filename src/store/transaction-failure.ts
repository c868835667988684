export type FailureKind = 'conflict' | 'away' | 'unwritable' | 'busy' | 'own';

/** What the pool says where all its connections are in use for long; one that cannot be opened is "terminated". */
const NO_CONNECTION = 'timeout exceeded when trying to connect';

/** The SQLSTATE of a transaction that others overtook. */
const SERIALIZATION_FAILURE = '40001';

/**
 * What a transaction looked up changed before it was locked: a machine came to a failing host, a resource was tied to a
 * license, an address went elsewhere. What is to be locked now belongs before what is locked already, so all begins anew.
 */
export class FactsMoved extends Error {
  override readonly name = 'FactsMoved';
  readonly code = SERIALIZATION_FAILURE;
}

/**
 * Why a transaction failed: `conflict`, another server was at the same rows, and it can be run again; `away`, the
 * database is not there or is restarting; `unwritable`, its disk is full or it takes no changes; `busy`, it or this
 * process has too much to do, so that a statement took too long or found no connection; `own`, the statements themselves.
 * SQLSTATE classes of https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function failureKind(error: unknown): FailureKind {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (code === SERIALIZATION_FAILURE || code === '40P01' || (code === '23505' && message.includes('idempotency_token')))
    return 'conflict';
  if (code === '53100' || code === '25006') return 'unwritable';
  if ((code && /^(53|57014)/.test(code)) || message === NO_CONNECTION) return 'busy';
  if (code && /^(08|57P0)/.test(code)) return 'away';
  if (code && /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|ENOTCONN)$/.test(code)) return 'away';
  return /Connection terminated|connection timeout|not queryable|went away during the commit/i.test(message)
    ? 'away'
    : 'own';
}
