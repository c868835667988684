import type { ReleaseHostsRequest, ReleaseHostsResult } from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { checkHostIds, hostResults, hostsFrame } from './host-results.ts';

/** Gives up hosts that run no machine. What a host keeps under licenseAffinityToHost it keeps until its time is over. */
export const releaseHosts: Operation<ReleaseHostsRequest, ReleaseHostsResult> = {
  ...hostsFrame,

  async handle(input, context) {
    const hostIds = checkHostIds(input);
    return hostResults(await context.ledger.submit({ kind: 'release-hosts', actor: actorOf(context), hostIds }));
  },
};
