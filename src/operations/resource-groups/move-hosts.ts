import type { GroupResourcesInput, GroupResourcesOutput } from '@aws-sdk/client-resource-groups';
import type { HostResult } from '../../domain/commands.ts';
import { describeRefusal } from '../../domain/refusal.ts';
import { parseResourceArn } from '../../domain/resource.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { actorOf } from '../change.ts';
import { ec2CodeOf } from '../ec2/refusal-fault.ts';
import { badRequest, configurationOf, groupArnOf, groupFrame, groupNotFound, requireGroup } from './named-group.ts';

/**
 * GroupResources and UngroupResources: each resource succeeds or fails for itself, with EC2's code for why. It is done
 * when it is answered, so none is pending.
 */
export const moveHosts = (
  kind: 'group-hosts' | 'ungroup-hosts',
): Operation<GroupResourcesInput, GroupResourcesOutput> => ({
  ...groupFrame,
  constraints: { ...groupFrame.constraints, ResourceArns: { items: [1, 10] }, 'ResourceArns[]': { length: [1, 1600] } },

  async handle(input, context) {
    const group = await requireGroup(groupArnOf(input, context), context);
    configurationOf(group);
    const { arn: groupArn } = group;
    const arns = [...new Set(input.ResourceArns)];
    const hostIds = arns.flatMap((arn) => ownHostId(arn, context) ?? []);
    const outcome = await context.ledger.submit({ kind, actor: actorOf(context), groupArn, hostIds });
    if (!outcome.ok)
      throw outcome.refusal.kind === 'host-group-not-found'
        ? groupNotFound(groupArn)
        : badRequest(describeRefusal(outcome.refusal));
    const results = new Map(outcome.hostResults?.map((result) => [result.hostId, result]));
    const failures = arns.map((arn) => ({ arn, failure: failureOf(arn, results.get(ownHostId(arn, context) ?? '')) }));
    return {
      Succeeded: failures.flatMap(({ arn, failure }) => (failure ? [] : [arn])),
      Failed: failures.flatMap(({ arn, failure }) => (failure ? [{ ResourceArn: arn, ...failure }] : [])),
      Pending: [],
    };
  },
});

/** The id of the host that an ARN names, where it can be the caller's in this Region. */
function ownHostId(arn: string, { accountId, region }: RequestContext): string | undefined {
  const resource = parseResourceArn(arn);
  const isOwn = resource?.type === 'EC2_HOST' && resource.ownerId === accountId && resource.region === region;
  return isOwn ? resource.id : undefined;
}

function failureOf(arn: string, result: HostResult | undefined) {
  if (result?.ok) return undefined;
  if (result) return { ErrorCode: ec2CodeOf(result.refusal.kind), ErrorMessage: describeRefusal(result.refusal) };
  return parseResourceArn(arn)?.type === 'EC2_HOST'
    ? { ErrorCode: ec2CodeOf('host-not-found'), ErrorMessage: `${arn} is not a host of this account and Region.` }
    : { ErrorCode: 'RESOURCE_TYPE_NOT_SUPPORTED', ErrorMessage: `${arn} is not the ARN of a Dedicated Host.` };
}
