import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Permitted } from '../../../domain/commands.ts';
import { Fault } from '../../../fault.ts';
import type { Operation, RequestContext } from '../../../operation.ts';
import { readInstances, whole } from '../../../views/ec2/instances.ts';
import { accessOf, actorOf } from '../../change.ts';
import { findTemplateOfLaunch, templateRefOf } from '../launch-templates/launch-template-of-launch.ts';
import { logOverages } from '../log-overages.ts';
import { dryRunSucceeded, refusalFault } from '../refusal-fault.ts';
import { checkLaunchTerms } from '../spot/spot-terms.ts';
import { authorizeLaunch } from './authorize-launch.ts';
import { details, withDetails } from './instance-details.ts';
import { instanceShaper } from './instance-shape.ts';
import { mergeLaunchTemplate } from './launch-parameters.ts';
import { toLaunchRequest } from './launch-request.ts';
import { findEarlierReservation, launchTokenOf } from './launch-token.ts';

/** Instances of one request at the most. */
const LAUNCH_LIMIT = 1000;

/** Launches instances in the order of docs/launch-order.md. */
export const runInstances: Operation<RunInstancesRequest, Reservation> = {
  constraints: {
    MinCount: { integer: true },
    MaxCount: { integer: true },
    ClientToken: { length: [0, 64] },
  },
  decidesDryRun: true,
  decidesAccess: true,

  async handle(input, context) {
    const { minCount, maxCount } = countsOf(input);
    const token = launchTokenOf(input);
    const templateRef = templateRefOf(input.LaunchTemplate);
    const earlier = token && templateRef && (await findEarlierReservation(token, context));
    if (earlier) return answerAgain(earlier, input, context);
    const template = templateRef && (await findTemplateOfLaunch(templateRef, context));
    const request = toLaunchRequest(mergeLaunchTemplate(template?.data, input), {
      scope: { accountId: context.accountId, region: context.region },
      minCount,
      maxCount,
      clientToken: token?.value,
      template: template && { id: template.launchTemplateId, version: template.version },
    });
    if (request.settings.spot) checkLaunchTerms(request.settings.spot);
    await authorizeLaunch(context, request);
    const dryRun = input.DryRun === true;
    const command = {
      kind: 'launch',
      actor: actorOf(context),
      access: accessOf(context),
      dryRun,
      token,
      request,
    } as const;
    const outcome = await context.ledger.submit(command);
    if (!outcome.ok) throw refusalFault(outcome.refusal);
    logOverages(outcome, context);
    if (dryRun || !outcome.instances?.length) return answerAgain(outcome.reservationId!, input, context);
    return reservationOf(outcome.reservationId!, describeLaunched(outcome, request.tags, context), context);
  },
};

function countsOf({ MinCount: minCount = 1, MaxCount: maxCount = 1 }: RunInstancesRequest) {
  if (maxCount < 1) throw new Fault('InvalidParameterValue', 'Maximum instance count must be greater than zero');
  if (minCount < 1) throw new Fault('InvalidParameterValue', 'Minimum instance count must be greater than zero');
  if (minCount > maxCount)
    throw new Fault('InvalidParameterCombination', `MinCount ${minCount} is greater than MaxCount ${maxCount}.`);
  if (maxCount > LAUNCH_LIMIT)
    throw new Fault(
      'InstanceLimitExceeded',
      `You have requested more instances (${maxCount}) than a request can launch, which is ${LAUNCH_LIMIT}. Launch the rest in further requests.`,
    );
  return { minCount, maxCount };
}

function describeLaunched(
  { instances = [], licenseArns = [] }: Permitted,
  tags: Readonly<Record<string, string>>,
  context: RequestContext,
) {
  const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const ofAll = details(tagList, licenseArns);
  return instances.map(instanceShaper(context)).map((instance) => ({ ...instance, ...ofAll }));
}

/** The answer to a token that came before: the reservation it made, with the machines as they are now. */
async function answerAgain(reservationId: string, { DryRun }: RunInstancesRequest, context: RequestContext) {
  if (DryRun) throw dryRunSucceeded();
  const { db, accountId, region } = context;
  const selection = { ...whole('reservation_id', [reservationId]), limit: LAUNCH_LIMIT, details: true };
  const instances = await readInstances(db, { accountId, region }, selection);
  if (instances.every(({ state }) => state === 'terminated'))
    throw new Fault(
      'IdempotentInstanceTerminated',
      'The client token you have provided is associated with a terminated instance. Please use a different client token.',
    );
  const shape = instanceShaper(context);
  const shapes = instances.map((instance) => withDetails(shape(instance), instance));
  return reservationOf(reservationId, shapes, context);
}

const reservationOf = (
  ReservationId: string,
  Instances: Reservation['Instances'],
  { accountId }: RequestContext,
): Reservation => ({
  ReservationId,
  OwnerId: accountId,
  Groups: [],
  Instances,
});
