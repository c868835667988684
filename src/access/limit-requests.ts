import type { Principal } from '../domain/principal.ts';
import { CommonFault } from '../fault.ts';
import { createRateLimit } from './rate-limit.ts';

/** Of whom a request is, and from where. Throws the fault Busy where they have sent too many. */
export type LimitRequests = (principal: Principal, sourceIp: string, now: Date) => void;

/**
 * Lets each user, role, root and managed server send so many requests a second to this server, and twice as many at once.
 * All sessions of a role count together, for whoever assumes it can name as many as they like; requests without a
 * signature count by where they come from.
 */
export function limitRequests(perSecond: number): LimitRequests {
  const limit = createRateLimit({ burst: 2 * perSecond, perSecond });
  return ({ identity, arn }, sourceIp, now) => {
    if (limit.take(identity?.id ?? (arn || sourceIp), now)) return;
    throw new CommonFault('Busy', `These are more than ${perSecond} requests a second. Try again in a moment.`);
  };
}
