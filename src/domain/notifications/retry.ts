const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** What cannot be delivered for so long after it was told is given up. */
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;

/** For how long a server that delivers has a delivery to itself; longer than one can take. */
export const LEASE_MS = 60 * SECOND_MS;

/** When a delivery that failed is tried again, ever more rarely up to once an hour; undefined where it is given up. */
export function nextTry({
  attempts,
  createdAt,
  now,
}: {
  attempts: number;
  createdAt: Date;
  now: Date;
}): Date | undefined {
  const next = now.getTime() + Math.min(HOUR_MS, SECOND_MS * 2 ** Math.min(attempts - 1, 20));
  return next > createdAt.getTime() + GIVEN_UP_AFTER_MS ? undefined : new Date(next);
}
