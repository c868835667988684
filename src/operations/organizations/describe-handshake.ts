import type { DescribeHandshakeRequest, DescribeHandshakeResponse } from '@aws-sdk/client-organizations';
import type { Operation } from '../../operation.ts';
import { findAccountName } from '../../store/account.ts';
import { handshakeConstraint, handshakeResources, requireHandshake } from './answer-handshake.ts';
import { handshakeShape } from './handshake-shape.ts';

export const describeHandshake: Operation<DescribeHandshakeRequest, DescribeHandshakeResponse> = {
  constraints: { HandshakeId: handshakeConstraint },
  resources: handshakeResources,

  async handle({ HandshakeId: id }, context) {
    const handshake = await requireHandshake(id!, context);
    const inviter = await findAccountName(context.db, handshake.managementAccountId);
    return { Handshake: handshakeShape(handshake, { inviter, now: context.now }) };
  },
};
