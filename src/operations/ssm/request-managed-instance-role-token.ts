import type { Sessions } from '../../access/sessions.ts';
import { isKeyDue, SESSION_SECONDS } from '../../domain/managed-instances/machine-session.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { readFingerprint } from '../../store/managed-instance.ts';

interface RequestManagedInstanceRoleTokenRequest {
  readonly Fingerprint: string;
}

interface RequestManagedInstanceRoleTokenResponse {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly TokenExpirationDate: Date;
  readonly UpdateKeyPair: boolean;
}

/** Gives a server, which signed with its RSA key, credentials for an hour; its id is that of the key. */
export const requestManagedInstanceRoleToken = (
  sessions: Sessions,
): Operation<RequestManagedInstanceRoleTokenRequest, RequestManagedInstanceRoleTokenResponse> => ({
  constraints: { Fingerprint: { length: [1, 256] } },
  async handle({ Fingerprint }, { db, accountId, region, principal, now, sourceIp, log }) {
    const machine = { accountId, region, instanceId: principal.accessKeyId };
    const known = await readFingerprint(db, machine);
    if (known?.fingerprint !== Fingerprint) {
      log.warn({ instanceId: machine.instanceId, sourceIp }, 'a server with another fingerprint was refused');
      throw new Fault(
        'MachineFingerprintDoesNotMatch',
        `This is not the fingerprint that ${machine.instanceId} registered with. If this machine is a copy, register it anew.`,
      );
    }
    const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = sessions.issue(
      { kind: 'machine', ...machine },
      { now, seconds: SESSION_SECONDS },
    );
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      TokenExpirationDate: expiresAt,
      UpdateKeyPair: isKeyDue(known.publicKeySince, now),
    };
  },
});
