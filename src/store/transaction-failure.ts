/** The SQLSTATE of a transaction that others overtook. */
export const SERIALIZATION_FAILURE = '40001';

/**
 * Why a transaction failed: `conflict`, another server was at the same rows, and it can be run again; `away`, the
 * database is not there or is restarting; `own`, the statements themselves.
 * SQLSTATE classes of https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function failureKind(error: unknown): 'conflict' | 'away' | 'own' {
  const { code, message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (code === SERIALIZATION_FAILURE || code === '40P01' || (code === '23505' && message.includes('idempotency_token')))
    return 'conflict';
  if (code && /^(08|57P0|53)/.test(code)) return 'away';
  if (code && /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|ENOTCONN)$/.test(code)) return 'away';
  return /Connection terminated|connection timeout|timeout exceeded when trying to connect|not queryable/i.test(message)
    ? 'away'
    : 'own';
}
