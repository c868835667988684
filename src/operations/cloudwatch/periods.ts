import { Fault } from '../../fault.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Refuses a period that is not whole minutes. */
export function checkPeriod(place: string, seconds: number): void {
  if (seconds < 60 || seconds % 60 !== 0)
    throw new Fault('ValidationError', `${place} is ${seconds}: expected a multiple of 60 seconds.`, 400);
}

/** As CloudWatch does it: the older a beginning, the coarser it is rounded down, for finer data are kept no longer. */
export function roundStart(start: number, now: number): number {
  const age = now - start;
  const step = age > 63 * DAY_MS ? HOUR_MS : age > 15 * DAY_MS ? 5 * MINUTE_MS : MINUTE_MS;
  return Math.floor(start / step) * step;
}
