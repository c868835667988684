import type { RequestSpotInstancesRequest, RequestSpotInstancesResult } from '@aws-sdk/client-ec2';
import type { SpotRequestDetails } from '../../../domain/fleets/spot-request.ts';
import { idFromSeed } from '../../../domain/ids.ts';
import type { SpotTerms } from '../../../domain/instances/instance.ts';
import { findSpotPlaceProblem } from '../../../domain/launch/spot-place.ts';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { insertSpotRequests } from '../../../store/spot-request.ts';
import { putTags, tagRows } from '../../../store/tag.ts';
import { readSpotRequests } from '../../../views/ec2/spot-requests.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { actorOf } from '../../change.ts';
import { changeOnce } from '../../change-once.ts';
import { ec2Arn, IMAGE, SPOT_REQUEST } from '../ec2-ids.ts';
import { authorizeLaunches } from '../instances/authorize-launch.ts';
import { toLaunchRequest } from '../instances/launch-request.ts';
import { dryRunSucceeded, refusalFault } from '../refusal-fault.ts';
import { tagsFor } from '../tags/ec2-tags.ts';
import { echoOfSpecification, parametersOfSpecification } from './spot-launch-specification.ts';
import { spotRequestShape } from './spot-request-shape.ts';
import { checkValidity, spotTermsOf } from './spot-terms.ts';

/** Requests of one call at the most. */
const REQUEST_LIMIT = 1_000;

/**
 * Asks for Spot machines, which the job launches at once or when licenses are there. What is wrong by its form is refused
 * here; what is wrong in fact, such as an image that does not exist, is told in the request's status.
 */
export const requestSpotInstances: Operation<RequestSpotInstancesRequest, RequestSpotInstancesResult> = {
  constraints: {
    ClientToken: { length: [0, 64] },
    InstanceCount: { integer: true },
    InstanceInterruptionBehavior: { oneOf: ['terminate', 'stop', 'hibernate'] },
    Type: { oneOf: ['one-time', 'persistent'] },
    LaunchGroup: { length: [0, 255] },
    AvailabilityZoneGroup: { length: [0, 255] },
  },
  decidesDryRun: true,
  resources: ({ LaunchSpecification: specification }, scope) => [
    ec2Arn(SPOT_REQUEST, '*', scope),
    ...(specification?.ImageId ? [ec2Arn(IMAGE, specification.ImageId, scope)] : []),
  ],

  async handle(input, context) {
    const count = countOf(input);
    const details = detailsOf(input, context);
    const { request, terms } = details;
    if (request) await authorizeLaunches(context, [{ ...request, settings: { ...request.settings, spot: terms } }]);
    if (input.DryRun) throw dryRunSucceeded();
    const tags = tagsFor(input.TagSpecifications, 'spot-instances-request');
    const { accountId, region, db, now } = context;
    const ids = Array.from({ length: count }, (_, index) => idFromSeed('sir', context.requestId, index));
    const record = {
      resources: ids.map((id) => ec2Arn(SPOT_REQUEST, id, context)),
      detail: { imageId: details.request?.imageId },
    };
    const { requestIds } = await changeOnce(context, { input, ...record }, async (trx) => {
      await insertSpotRequests(
        trx,
        ids.map((id) => ({ accountId, region, id, details })),
        now,
      );
      const tagged = ids.flatMap((resourceId) =>
        tagRows({ accountId, region, resourceId, resourceType: 'spot-instances-request' }, tags),
      );
      await putTags(trx, tagged);
      return { requestIds: ids.join() };
    });
    const made = requestIds.split(',');
    const requests = await readSpotRequests(db, { accountId, region }, { ids: made, limit: made.length });
    const tagsById = await readTags(db, made);
    return {
      SpotInstanceRequests: requests.map((row) => spotRequestShape(row, { region, tags: tagsById.get(row.id) ?? [] })),
    };
  },
};

function countOf({ InstanceCount: count = 1 }: RequestSpotInstancesRequest): number {
  if (count < 1)
    throw new Fault('InvalidParameterValue', `Invalid value '${count}' for InstanceCount: expected 1 or more.`);
  if (count <= REQUEST_LIMIT) return count;
  throw new Fault(
    'MaxSpotInstanceCountExceeded',
    `You have requested more Spot Instances (${count}) than a request can have, which is ${REQUEST_LIMIT}.`,
  );
}

function detailsOf(input: RequestSpotInstancesRequest, context: RequestContext): SpotRequestDetails {
  const { LaunchSpecification: specification, ValidFrom, ValidUntil, LaunchGroup, AvailabilityZoneGroup } = input;
  if (!specification)
    throw new CommonFault('MissingMember', 'The request must contain the parameter LaunchSpecification');
  if (input.BlockDurationMinutes)
    throw new Fault(
      'UnsupportedOperation',
      'Spot Instances of a defined duration (BlockDurationMinutes) are no longer offered.',
    );
  checkValidity({ from: ValidFrom, until: ValidUntil, now: context.now });
  const terms = termsOf(input);
  const request = toLaunchRequest(parametersOfSpecification(specification), {
    scope: { accountId: context.accountId, region: context.region },
    minCount: 1,
    maxCount: 1,
    clientToken: undefined,
    template: undefined,
  });
  const problem = findSpotPlaceProblem({ ...request, settings: { ...request.settings, spot: terms } });
  if (problem) throw refusalFault(problem);
  return {
    terms,
    actor: actorOf(context),
    request,
    specification: { ...echoOfSpecification(specification) },
    ...(ValidFrom && { validFrom: ValidFrom.toISOString() }),
    ...(LaunchGroup && { launchGroup: LaunchGroup }),
    ...(AvailabilityZoneGroup && { availabilityZoneGroup: AvailabilityZoneGroup }),
  };
}

/** The terms of a request, which has them as members of its own and not as market options. */
const termsOf = (input: RequestSpotInstancesRequest): SpotTerms =>
  spotTermsOf({
    MarketType: 'spot',
    SpotOptions: {
      MaxPrice: input.SpotPrice,
      SpotInstanceType: input.Type,
      ValidUntil: input.ValidUntil,
      InstanceInterruptionBehavior: input.InstanceInterruptionBehavior,
    },
  })!;
