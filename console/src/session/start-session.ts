import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Role, Session } from './session.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const clientOf = (credentials: AccessKey, region: string) =>
  new STSClient({ endpoint: location.origin, region, credentials });

/** Exchanges an access key for temporary credentials, in which it is forgotten. Rejects with the server's fault. */
export async function startSession({ accessKeyId, secretAccessKey }: AccessKey, region: string): Promise<Session> {
  const client = clientOf({ accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() }, region);
  const [{ Credentials: temporary }, { Account: accountId = '', Arn: arn = '' }] = await Promise.all([
    client.send(new GetSessionTokenCommand({})),
    client.send(new GetCallerIdentityCommand({})),
  ]);
  return { accountId, arn, credentials: credentialsOf(temporary) };
}

/** The session of a role. Who is in a role already goes on from their own identity. Rejects with the server's fault. */
export async function assumeRole(current: Session, role: Role, region: string): Promise<Session> {
  const from = current.switched?.from ?? current;
  const { Credentials: temporary, AssumedRoleUser: user } = await clientOf(from.credentials, region).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${role.accountId}:role/${role.roleName}`,
      RoleSessionName: from.arn.replace(/^.*[:/]/, '').slice(0, 64),
    }),
  );
  return {
    accountId: role.accountId,
    arn: user!.Arn!,
    credentials: credentialsOf(temporary),
    switched: { role, from },
  };
}

interface Temporary {
  readonly AccessKeyId: string | undefined;
  readonly SecretAccessKey: string | undefined;
  readonly SessionToken: string | undefined;
}

const credentialsOf = (temporary: Temporary | undefined): Session['credentials'] => ({
  accessKeyId: temporary!.AccessKeyId!,
  secretAccessKey: temporary!.SecretAccessKey!,
  sessionToken: temporary!.SessionToken!,
});
