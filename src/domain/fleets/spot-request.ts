import type { Actor, LaunchRequest } from '../commands.ts';
import { idFromSeed } from '../ids.ts';
import type { Instance, SpotTerms } from '../instances/instance.ts';
import type { Refusal } from '../refusal.ts';

export type SpotRequestState = 'open' | 'active' | 'closed' | 'cancelled' | 'disabled' | 'failed';

/** What a Spot Instance request keeps beside its state. */
export interface SpotRequestDetails {
  readonly terms: SpotTerms;
  readonly actor: Actor;
  /** What its machine is launched from; absent for machines of a fleet, which replaces them itself. */
  readonly request?: LaunchRequest;
  /** The launch specification in EC2's form, to be echoed. */
  readonly specification: Readonly<Record<string, unknown>>;
  readonly validFrom?: string;
  readonly launchGroup?: string;
  readonly availabilityZoneGroup?: string;
}

export interface SpotRequest {
  readonly accountId: string;
  readonly region: string;
  readonly id: string;
  readonly state: SpotRequestState;
  readonly statusCode: string;
  readonly instanceId: string | undefined;
  readonly launches: number;
  readonly attempts: number;
  readonly details: SpotRequestDetails;
}

/** Every Spot machine has a request: the one that asked for it, or one that its launch brings along. */
export const spotRequestIdOf = ({ id, settings }: Pick<Instance, 'id' | 'settings'>): string | undefined =>
  settings.spot && (settings.spot.requestId ?? idFromSeed('sir', id));

/** The launch specification of a machine whose launch is its own request. */
export const launchSpecificationOf = (instance: Instance): Readonly<Record<string, unknown>> => ({
  ImageId: instance.imageId,
  InstanceType: instance.instanceType,
  KeyName: instance.settings.keyName,
  SubnetId: instance.subnetId,
  EbsOptimized: instance.settings.ebsOptimized ?? false,
  Monitoring: { Enabled: instance.settings.monitoring ?? false },
  Placement: { AvailabilityZone: instance.availabilityZone, Tenancy: instance.tenancy },
  SecurityGroups: (instance.settings.securityGroupIds ?? []).map((GroupId) => ({ GroupId })),
});

/** EC2's status codes and what they say. */
export const SPOT_STATUS = {
  'pending-evaluation': 'Your Spot request has been submitted for review, and is pending evaluation.',
  'not-scheduled-yet': 'Your Spot request is not evaluated before the time that it is valid from.',
  fulfilled: 'Your Spot request is fulfilled.',
  'schedule-expired': 'Your Spot request expired before it was fulfilled.',
  'canceled-before-fulfillment': 'Your Spot request was canceled before it was fulfilled.',
  'request-canceled-and-instance-running': 'Your Spot request is canceled, and its instance still runs.',
  'instance-terminated-by-user': 'Your Spot instance was terminated by its user.',
  'instance-terminated-no-capacity': 'Your Spot instance was interrupted and terminated.',
  'instance-stopped-by-user': 'Your Spot instance was stopped by its user.',
  'instance-stopped-no-capacity': 'Your Spot instance was interrupted and stopped.',
} as const;

/** What a request becomes; `dueAt` is when it is looked at again, undefined until something happens to its machine. */
export interface SpotRequestChange {
  readonly state: SpotRequestState;
  readonly statusCode: string;
  readonly statusMessage: string;
  readonly faultKind?: Refusal['kind'];
  readonly attempts: number;
  readonly dueAt?: Date;
}

/** What is to be done about a request now. */
export type SpotRequestStep =
  | { readonly kind: 'launch' }
  | { readonly kind: 'start'; readonly instanceId: string }
  | { readonly kind: 'change'; readonly change: SpotRequestChange };

type MachineFacts = Pick<Instance, 'id' | 'state' | 'stateReason' | 'stateChangedAt'> | undefined;

/** How long an interruption lasts, after which EC2 "has capacity again": a choice of ours. */
export const INTERRUPTION_MS = 60_000;

/** What the ledger writes as the reason of a machine's state when the operator interrupts it, in EC2's codes. */
export const INTERRUPTED = {
  stop: 'Server.SpotInstanceShutdown: Spot instance interruption',
  terminate: 'Server.SpotInstanceTermination: Spot instance interruption',
} as const;

const isInterrupted = (reason: string | undefined): boolean => reason?.startsWith('Server.SpotInstance') ?? false;

/** Decides what is to be done about a request, given its machine as it is now (undefined: none, or gone). */
export function decideSpotRequest(request: SpotRequest, machine: MachineFacts, at: Date): SpotRequestStep {
  if (request.state === 'open') return decideOpen(request, at);
  if (request.instanceId === undefined) return { kind: 'change', change: keep(request) };
  if (!machine || machine.state === 'terminated' || machine.state === 'shutting-down')
    return { kind: 'change', change: afterTermination(request, machine, at) };
  if (request.state !== 'active' && request.state !== 'disabled') return { kind: 'change', change: keep(request) };
  return decideStanding(request, machine, at);
}

function decideOpen(request: SpotRequest, at: Date): SpotRequestStep {
  const { terms, validFrom } = request.details;
  if (isPast(terms.validUntil, at)) return { kind: 'change', change: become(request, 'closed', 'schedule-expired') };
  if (validFrom && new Date(validFrom) > at)
    return { kind: 'change', change: { ...become(request, 'open', 'not-scheduled-yet'), dueAt: new Date(validFrom) } };
  if (!request.details.request)
    return { kind: 'change', change: become(request, 'closed', 'instance-terminated-by-user') };
  return { kind: 'launch' };
}

function decideStanding(request: SpotRequest, machine: NonNullable<MachineFacts>, at: Date): SpotRequestStep {
  if (machine.state !== 'stopping' && machine.state !== 'stopped')
    return { kind: 'change', change: become(request, 'active', 'fulfilled') };
  if (!isInterrupted(machine.stateReason))
    return { kind: 'change', change: become(request, 'disabled', 'instance-stopped-by-user') };
  const resumeAt = new Date(machine.stateChangedAt.getTime() + INTERRUPTION_MS);
  if (machine.state === 'stopped' && resumeAt <= at) return { kind: 'start', instanceId: machine.id };
  return {
    kind: 'change',
    change: { ...become(request, 'disabled', 'instance-stopped-no-capacity'), dueAt: resumeAt },
  };
}

/** A one-time request has had its machine; a persistent one asks for the next, after an interruption not at once. */
function afterTermination(request: SpotRequest, machine: MachineFacts, at: Date): SpotRequestChange {
  const interrupted = isInterrupted(machine?.stateReason);
  const code = interrupted ? 'instance-terminated-no-capacity' : 'instance-terminated-by-user';
  const { terms, request: wanted } = request.details;
  if (request.state === 'cancelled') return become(request, 'cancelled', code);
  if (terms.type === 'one-time' || !wanted || isPast(terms.validUntil, at)) return become(request, 'closed', code);
  return { ...become(request, 'open', code), dueAt: interrupted ? new Date(at.getTime() + INTERRUPTION_MS) : at };
}

const isPast = (time: string | undefined, at: Date): boolean => time !== undefined && new Date(time) <= at;

const become = (request: SpotRequest, state: SpotRequestState, code: keyof typeof SPOT_STATUS): SpotRequestChange => ({
  state,
  statusCode: code,
  statusMessage: SPOT_STATUS[code],
  attempts: request.state === state ? request.attempts : 0,
});

const keep = (request: SpotRequest): SpotRequestChange => ({
  state: request.state,
  statusCode: request.statusCode,
  statusMessage: SPOT_STATUS[request.statusCode as keyof typeof SPOT_STATUS] ?? '',
  attempts: request.attempts,
});

/** CancelSpotInstanceRequests; undefined where the request has ended already. The machine stays. */
export function cancelSpotRequest(request: SpotRequest): SpotRequestChange | undefined {
  if (request.state === 'open') return become(request, 'cancelled', 'canceled-before-fulfillment');
  if (request.state !== 'active' && request.state !== 'disabled') return undefined;
  return become(request, 'cancelled', 'request-canceled-and-instance-running');
}

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5_000;
const LONGEST_WAIT_OF_WRONG_MS = 60_000;

/** Whether another look may find the launch possible: licenses and room come back, parameters do not mend themselves. */
export function mayPass(refusal: Refusal): boolean {
  if (refusal.kind === 'licenses') return refusal.problems.every((problem) => problem.kind === 'limit');
  return refusal.kind === 'host-capacity' || refusal.kind === 'spread-full';
}

/** When to look again after so many looks in vain: soon at first, and at short intervals for as long as it takes. */
export function nextLook(attempts: number, at: Date, refusals: readonly Refusal[] = []): Date {
  const longest = refusals.length === 0 || refusals.some(mayPass) ? LONGEST_WAIT_MS : LONGEST_WAIT_OF_WRONG_MS;
  return new Date(at.getTime() + Math.min(longest, SHORTEST_WAIT_MS * 2 ** Math.min(attempts, 10)));
}

/** What a refused launch makes of its request: it waits for licenses, and ends where they are not what is missing. */
export function afterRefusal(
  request: SpotRequest,
  refusal: Refusal,
  told: { message: string; at: Date },
): SpotRequestChange {
  const { message: statusMessage, at } = told;
  if (!mayPass(refusal))
    return { state: 'closed', statusCode: 'bad-parameters', statusMessage, faultKind: refusal.kind, attempts: 0 };
  const attempts = request.attempts + 1;
  const dueAt = nextLook(request.attempts, at);
  return { state: 'open', statusCode: 'capacity-not-available', statusMessage, attempts, dueAt };
}
