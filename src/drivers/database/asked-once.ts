import type pg from 'pg';

type Ask = (text: string, values: unknown[]) => Promise<pg.QueryResult>;

/**
 * Of reads that come up in one turn of the event loop, those of the same text and values are asked once. That is sent when
 * the turn is over, so each is answered by what was committed before it came up, as if it had been asked alone. The rows
 * are shared: nobody may change them, but their list is each one's own.
 */
export function askedOnce(ask: Ask): Ask {
  const asked = new Map<string, Promise<pg.QueryResult>>();
  const askLater = async (key: string, text: string, values: unknown[]) => {
    await new Promise((resolve) => setImmediate(resolve));
    asked.delete(key);
    return ask(text, values);
  };
  return async (text, values) => {
    const key = keyOf(text, values);
    if (key === undefined) return ask(text, values);
    const going = asked.get(key) ?? askLater(key, text, values);
    asked.set(key, going);
    const result = await going;
    return { ...result, rows: [...result.rows] };
  };
}

/** What a statement that is asked twice does twice: the words of PostgreSQL by which one changes or locks something. */
const DOES = /\b(insert|update|delete|merge|nextval|setval|pg_\w*lock\w*)\b/i;

/** Undefined where a statement must not be answered together with another. */
function keyOf(text: string, values: readonly unknown[]): string | undefined {
  return !DOES.test(text) && values.every(isPlain) ? JSON.stringify([text, ...values]) : undefined;
}

/** Values that JSON tells from all others. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  return (
    value === null || value instanceof Date || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)
  );
}
