import { ChangePasswordCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Session } from './session.ts';

/** Changes the password of whose session it is. Rejects with the server's fault. */
export async function changePassword({ credentials }: Session, before: string, wanted: string): Promise<void> {
  const client = new IAMClient({ endpoint: location.origin, region: 'us-east-1', credentials });
  await client.send(new ChangePasswordCommand({ OldPassword: before, NewPassword: wanted }));
}
