import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import type { RequestAccess } from '../src/access/request-access.ts';
import { rootArn } from '../src/domain/principal.ts';
import type { Ledger } from '../src/ledger/ledger.ts';
import type { RequestContext } from '../src/operation.ts';
import type { DB } from '../src/store/schema.ts';

/** The access of a root. */
export const ALLOWED: RequestAccess = {
  authorize: async () => {},
  authorizeOnGuarded: () => {},
  decide: () => ({ allowed: true }),
  asksOfResources: false,
  byPolicies: false,
};

const log = pino({ level: 'silent' });

interface Given extends Partial<RequestContext> {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  /** Such as `ec2:RunInstances`. */
  readonly action: string;
}

/** What a handler knows of a request of an account's root, each with an id of its own. */
export function requestContext({ accountId = '111111111111', ...given }: Given): RequestContext {
  return {
    requestId: randomUUID(),
    now: new Date(),
    principal: {
      kind: 'root',
      accountId,
      arn: rootArn(accountId),
      userId: accountId,
      accessKeyId: 'AKIAEXAMPLE',
      operator: false,
    },
    accountId,
    region: 'us-east-1',
    sourceIp: '127.0.0.1',
    userAgent: 'test',
    secure: false,
    log,
    access: ALLOWED,
    stopping: new AbortController().signal,
    ...given,
  };
}
