import { CommandError, call, type Endpoint } from './call.ts';

interface Interrupted {
  readonly Interruptions: readonly { readonly InstanceId: string; readonly State: string }[];
}

/** `headroom interrupt-spot-instances`: takes Spot Instances back, as EC2 does when it needs their capacity. */
export async function interruptSpotInstances(
  endpoint: Endpoint,
  options: { 'instance-ids'?: string[] },
): Promise<number> {
  const ids = (options['instance-ids'] ?? []).flatMap((text) => text.split(/[\s,]+/)).filter(Boolean);
  if (ids.length === 0)
    throw new CommandError('Name the Spot Instances to interrupt: --instance-ids i-0123456789abcdef0,…');
  const { Interruptions } = await call<Interrupted>(endpoint, 'InterruptSpotInstances', { InstanceIds: ids });
  for (const { InstanceId, State } of Interruptions) console.log(`${InstanceId}  ${State}`);
  return 0;
}
