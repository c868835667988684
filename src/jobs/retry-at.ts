const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When what failed so often before is tried again: after a minute, then ever more rarely, up to once an hour. */
export const retryAt = (failures: number): Date =>
  new Date(Date.now() + Math.min(HOUR_MS, MINUTE_MS * 2 ** Math.min(failures, 10)));
