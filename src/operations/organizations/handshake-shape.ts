import type { Handshake as HandshakeShape, HandshakeState } from '@aws-sdk/client-organizations';
import { handshakeArn } from '../../domain/organizations/organization.ts';
import type { AccountName } from '../../store/account.ts';
import type { Handshake } from '../../store/handshake.ts';

type Shown = Omit<Handshake, 'sequence'>;

/** The state of a handshake now: one that nobody answered in time has expired. */
export const stateOf = ({ state, expiresAt }: Shown, now: Date): HandshakeState =>
  state === 'OPEN' && now >= expiresAt ? 'EXPIRED' : state;

/** An invitation as both sides see it. `inviter` is the organization's management account. */
export function handshakeShape(
  handshake: Shown,
  { inviter, now }: { inviter: AccountName | undefined; now: Date },
): HandshakeShape {
  const { organizationId, managementAccountId, accountId, email, notes } = handshake;
  const invited = email === null ? { Id: accountId, Type: 'ACCOUNT' as const } : { Id: email, Type: 'EMAIL' as const };
  return {
    Id: handshake.id,
    Arn: handshakeArn({ id: organizationId, managementAccountId }, handshake.id),
    Parties: [{ Id: organizationId.slice(2), Type: 'ORGANIZATION' }, invited],
    State: stateOf(handshake, now),
    RequestedTimestamp: handshake.requestedAt,
    ExpirationTimestamp: handshake.expiresAt,
    Action: 'INVITE',
    Resources: [
      {
        Type: 'ORGANIZATION',
        Value: organizationId,
        Resources: [
          { Type: 'MASTER_EMAIL', Value: inviter?.email ?? '' },
          { Type: 'MASTER_NAME', Value: inviter?.name ?? managementAccountId },
          { Type: 'ORGANIZATION_FEATURE_SET', Value: handshake.featureSet },
        ],
      },
      { Type: invited.Type, Value: invited.Id },
      ...(notes === null ? [] : [{ Type: 'NOTES' as const, Value: notes }]),
    ],
  };
}
