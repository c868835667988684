import type { Credentials } from '@aws-sdk/client-sts';
import type { IssuedSession } from '../../access/sessions.ts';

/** Temporary credentials as STS gives them. */
export const credentialsShape = (session: IssuedSession): Credentials => ({
  AccessKeyId: session.accessKeyId,
  SecretAccessKey: session.secretAccessKey,
  SessionToken: session.sessionToken,
  Expiration: session.expiresAt,
});
