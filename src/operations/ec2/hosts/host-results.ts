import type { ModifyHostsResult } from '@aws-sdk/client-ec2';
import type { HostResult, Outcome } from '../../../domain/commands.ts';
import { describeRefusal, type Refusal } from '../../../domain/refusal.ts';
import { CommonFault } from '../../../fault.ts';
import { checkId, ec2Arn, HOST } from '../ec2-ids.ts';
import { ec2CodeOf, refusalFault } from '../refusal-fault.ts';

interface HostsRequest {
  readonly HostIds?: string[] | undefined;
}

/** What ModifyHosts and ReleaseHosts have in common beside their handlers. */
export const hostsFrame = {
  constraints: { HostIds: { items: [1, 500] } },
  resources: ({ HostIds: ids = [] }: HostsRequest, scope: { accountId: string; region: string }) =>
    ids.map((id) => ec2Arn(HOST, id, scope)),
} as const;

/** The ids of hosts that a request names, at least one and all in their form. */
export function checkHostIds({ HostIds: ids }: HostsRequest): readonly string[] {
  if (!ids?.length) throw new CommonFault('MissingMember', 'The request must contain the parameter HostId');
  for (const id of ids) checkId(HOST, id);
  return ids;
}

/** What came of each host: EC2 answers for one that is refused in the list of the unsuccessful. */
export function hostResults(outcome: Outcome): ModifyHostsResult {
  if (!outcome.ok) throw refusalFault(outcome.refusal);
  const results = outcome.hostResults ?? [];
  return {
    Successful: results.filter(({ ok }) => ok).map(({ hostId }) => hostId),
    Unsuccessful: results.flatMap((result) => (result.ok ? [] : [unsuccessful(result)])),
  };
}

const unsuccessful = ({ hostId, refusal }: Extract<HostResult, { ok: false }>) => ({
  ResourceId: hostId,
  Error: { Code: codeOf(refusal), Message: describeRefusal(refusal) },
});

/** In these lists codes have EC2's side before them, as Terraform expects; a host that cannot be as asked is misconfigured. */
const codeOf = ({ kind }: Refusal): string =>
  `Client.${kind === 'placement-conflict' ? 'InvalidHostConfiguration' : ec2CodeOf(kind)}`;
