import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { Session } from './session.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Exchanges an access key for temporary credentials, in which it is forgotten. Rejects with the server's fault. */
export async function startSession({ accessKeyId, secretAccessKey }: AccessKey, region: string): Promise<Session> {
  const client = new STSClient({
    endpoint: location.origin,
    region,
    credentials: { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() },
  });
  const [{ Credentials: temporary }, { Account: accountId = '', Arn: arn = '' }] = await Promise.all([
    client.send(new GetSessionTokenCommand({})),
    client.send(new GetCallerIdentityCommand({})),
  ]);
  return {
    accountId,
    arn,
    credentials: {
      accessKeyId: temporary!.AccessKeyId!,
      secretAccessKey: temporary!.SecretAccessKey!,
      sessionToken: temporary!.SessionToken!,
    },
  };
}
