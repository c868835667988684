import { CommandError, call, type Endpoint } from './call.ts';

/** `headroom fail-host`: lets a Dedicated Host break down, and says where its machines went. */
export async function failHost(endpoint: Endpoint, options: { 'host-id'?: string }): Promise<number> {
  const HostId = options['host-id'];
  if (!HostId) throw new CommandError('Name the host: headroom fail-host --host-id h-0123456789abcdef0');
  const { RecoveredTo } = await call<{ RecoveredTo?: string }>(endpoint, 'FailHost', { HostId });
  console.log(
    RecoveredTo
      ? `Host ${HostId} failed; its machines are on ${RecoveredTo}.`
      : `Host ${HostId} failed; its machines stop. It has no host recovery, or licenses do not suffice (license-manager list-failures-for-license-configuration-operations tells).`,
  );
  return 0;
}
