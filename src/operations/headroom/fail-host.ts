import { describeRefusal } from '../../domain/refusal.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';

interface FailHostRequest {
  readonly HostId: string;
}

interface FailHostResponse {
  readonly RecoveredTo?: string | undefined;
}

/** Lets a Dedicated Host break down, of whichever account, as hardware does without being asked. For the operator. */
export const failHost: Operation<FailHostRequest, FailHostResponse> = {
  constraints: { HostId: { pattern: /^h-[0-9a-f]{8,17}$/, form: 'a host ID such as h-0123456789abcdef0' } },
  async handle({ HostId: hostId }, context) {
    const outcome = await context.ledger.submit({ kind: 'fail-host', actor: actorOf(context), hostId });
    if (outcome.ok) return { RecoveredTo: outcome.recoveredTo };
    const text = describeRefusal(outcome.refusal);
    if (outcome.refusal.kind === 'host-not-found') throw new Fault('ResourceNotFoundException', text, 404);
    throw new Fault('ConflictException', text, 409);
  },
};
