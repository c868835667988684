import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { rootArn } from '../src/domain/principal.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { RequestContext } from '../src/operation.ts';
import type { DB } from '../src/store/schema.ts';
import { accountId, region } from './scratch-database.ts';

/** The context of a request of the measured account, for what is measured without HTTP. */
export const contextOf = (db: Kysely<DB>, ledger: Ledger): RequestContext => ({
  requestId: randomUUID(),
  now: new Date(),
  principal: {
    kind: 'root',
    accountId,
    arn: rootArn(accountId),
    userId: accountId,
    accessKeyId: 'AKIABENCHBENCHBENCH0',
    operator: false,
  },
  accountId,
  region,
  access: {
    authorize: async () => {},
    authorizeOnGuarded: () => {},
    decide: () => ({ allowed: true }),
    asksOfResources: false,
    byPolicies: false,
  },
  action: 'license-manager:GetLicenseConfiguration',
  sourceIp: '127.0.0.1',
  userAgent: 'headroom-bench',
  secure: false,
  db,
  ledger,
  log: pino({ level: 'silent' }),
  stopping: new AbortController().signal,
});
