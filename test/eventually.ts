import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `look` finds once it finds something; fails after a long time without. */
export async function eventually<T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> {
  for (const until = Date.now() + 20_000; ; await sleep(50)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    assert.ok(Date.now() < until, `in vain it was waited until ${what}`);
  }
}
