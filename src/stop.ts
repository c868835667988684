import type { Logger } from 'pino';

/** Something that runs, in the order that it is to end in. */
export interface Running {
  /** For the log, such as `requests`. */
  readonly name: string;
  /** Ends it, if it can in so many milliseconds. */
  readonly end: (withinMs: number) => unknown;
  /** Ends it at once. */
  readonly cut?: () => void;
}

/**
 * Ends all that runs, one after the other, before `deadlineMs` are over: each has half of the time that is left, the last
 * has all. What does not end in its time is cut, and the log says so.
 */
export async function stopInOrder(deadlineMs: number, running: readonly Running[], log: Logger): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (const [index, { name, end, cut }] of running.entries()) {
    const left = Math.max(0, deadline - performance.now());
    const withinMs = index === running.length - 1 ? left : left / 2;
    const outcome = await Promise.race([settled(end(withinMs)), late(withinMs)]);
    if (outcome === 'ended') continue;
    log.warn({ withinMs: Math.round(withinMs), err: outcome === 'late' ? undefined : outcome }, `${name} were cut off`);
    cut?.();
  }
}

const settled = (work: unknown): Promise<unknown> =>
  Promise.resolve(work).then(
    () => 'ended',
    (error: unknown) => error,
  );

const late = (ms: number): Promise<'late'> => new Promise((resolve) => setTimeout(() => resolve('late'), ms).unref());
