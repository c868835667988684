import { createRateLimit } from '../../access/rate-limit.ts';
import type { Sessions } from '../../access/sessions.ts';
import type { AnyOperationTable } from '../operation-table.ts';
import { consoleLogin } from './console-login.ts';

/** How often somebody tries, as one user and from one address, behind which many people may be. */
const TRIES = { asUser: { burst: 10, perSecond: 1 / 30 }, fromAddress: { burst: 60, perSecond: 1 } };

/** Signing in by name and password. */
export const signinOperations = (sessions: Sessions): AnyOperationTable => ({
  ConsoleLogin: consoleLogin({
    sessions,
    asUser: createRateLimit(TRIES.asUser),
    fromAddress: createRateLimit(TRIES.fromAddress),
  }),
});
