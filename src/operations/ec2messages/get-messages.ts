import { setTimeout as sleep } from 'node:timers/promises';
import { MACHINE_ID, MACHINE_ID_FORM, machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';

interface GetMessagesRequest {
  readonly Destination: string;
  readonly MessagesRequestId: string;
  readonly VisibilityTimeoutInSeconds?: number;
}

interface GetMessagesResponse {
  readonly Destination: string;
  readonly Messages: readonly never[];
  readonly MessagesRequestId: string;
}

/**
 * Commands for a server, of which Headroom sends none. An agent that is answered at once asks again two seconds later, for
 * ever, so the answer is held for `holdMs`, unless the server stops; agents give up after twenty seconds.
 */
export const getMessages = (holdMs: number): Operation<GetMessagesRequest, GetMessagesResponse> => ({
  resources: ({ Destination }, scope) => [machineArn(Destination, scope)],
  constraints: { Destination: { pattern: MACHINE_ID, form: MACHINE_ID_FORM }, MessagesRequestId: { length: [1, 128] } },
  holds: true,
  async handle({ Destination, MessagesRequestId }, { stopping }) {
    await sleep(holdMs, undefined, { signal: stopping }).catch(() => {});
    return { Destination, Messages: [], MessagesRequestId };
  },
});
