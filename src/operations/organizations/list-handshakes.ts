import type { HandshakeFilter, ListHandshakesForAccountResponse } from '@aws-sdk/client-organizations';
import type { Constraints } from '../../domain/constraints.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { type Handshake, listHandshakesOfAccount, listHandshakesOfOrganization } from '../../store/handshake.ts';
import { handshakeShape } from './handshake-shape.ts';
import { listPage, pageConstraints } from './list-page.ts';
import { readableOrganization } from './own-organization.ts';

interface Request {
  readonly Filter?: HandshakeFilter | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

const constraints: Constraints = {
  'Filter.ActionType': {
    oneOf: [
      'INVITE',
      'ENABLE_ALL_FEATURES',
      'APPROVE_ALL_FEATURES',
      'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE',
      'TRANSFER_RESPONSIBILITY',
    ],
  },
  ...pageConstraints,
};

type Read = (start: { after: number | undefined; limit: number }) => Promise<Handshake[]>;

/** Of the kinds of handshakes there is one, invitations, none of which has a parent. */
async function page(request: Request, context: RequestContext, { operation, read }: { operation: string; read: Read }) {
  const { ActionType: type = 'INVITE', ParentHandshakeId: parent } = request.Filter ?? {};
  if (type !== 'INVITE' || parent !== undefined) return { Handshakes: [] };
  const { rows, nextToken } = await listPage(request, {
    operation,
    kind: 'number',
    read,
    keyOf: (row) => row.sequence,
  });
  const ids = [...new Set(rows.map(({ managementAccountId }) => managementAccountId))];
  const named = await Promise.all(ids.map(async (id) => [id, await findAccountName(context.db, id)] as const));
  const inviters = new Map(named);
  return {
    Handshakes: rows.map((row) =>
      handshakeShape(row, { inviter: inviters.get(row.managementAccountId), now: context.now }),
    ),
    NextToken: nextToken,
  };
}

/** The invitations that came to the caller's account, whatever became of them. */
export const listHandshakesForAccount: Operation<Request, ListHandshakesForAccountResponse> = {
  constraints,
  handle: (request, context) =>
    page(request, context, {
      operation: 'ListHandshakesForAccount',
      read: (start) => listHandshakesOfAccount(context.db, context.accountId, start),
    }),
};

/** The invitations that the caller's organization made, whatever became of them. */
export const listHandshakesForOrganization: Operation<Request, ListHandshakesForAccountResponse> = {
  constraints,
  async handle(request, context) {
    const { id } = await readableOrganization(context);
    return page(request, context, {
      operation: 'ListHandshakesForOrganization',
      read: (start) => listHandshakesOfOrganization(context.db, id, start),
    });
  },
};
