export type PingStatus = 'Online' | 'ConnectionLost' | 'Inactive';

export const PING_STATUSES: readonly PingStatus[] = ['Online', 'ConnectionLost', 'Inactive'];

/** Agents report every five minutes; one report that is late or lost is no lost connection. */
const ONLINE_MS = 11 * 60_000;
/** After this time a machine is taken to be gone: it holds no licenses any more. */
export const INACTIVE_MS = 30 * 24 * 3_600_000;

/** Machines that reported last before these instants are not online, and inactive, at `now`. */
export const pingBounds = (now: Date): { readonly onlineSince: Date; readonly activeSince: Date } => ({
  onlineSince: new Date(now.getTime() - ONLINE_MS),
  activeSince: new Date(now.getTime() - INACTIVE_MS),
});

/** What the time of its last report makes of a machine; one that never reported is inactive. */
export function pingStatus(lastPingAt: Date | null, now: Date): PingStatus {
  const { onlineSince, activeSince } = pingBounds(now);
  if (!lastPingAt || lastPingAt < activeSince) return 'Inactive';
  return lastPingAt < onlineSince ? 'ConnectionLost' : 'Online';
}
