import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `look` finds once it finds something; fails after a time that is long on a busy machine too. */
export async function eventually<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  for (const until = Date.now() + 120_000; ; await sleep(50)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    assert.ok(Date.now() < until, `in vain it was waited until ${what}`);
  }
}
