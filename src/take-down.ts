import type { Claim } from './access/authenticate.ts';
import type { Actor } from './domain/commands.ts';
import { isRegion } from './domain/networks/network.ts';
import type { CommonFaultKind } from './fault.ts';
import { CommonFault } from './fault.ts';
import type { Trail } from './trail.ts';
import { nameFault } from './wire/fault-names.ts';
import type { Target } from './wire/identify.ts';
import { headerValue, type WireRequest } from './wire/request.ts';

interface TrailMeans {
  readonly trail: Trail;
  readonly clock: () => Date;
  /** The account in whose trail it is told that nobody known tried to get in. */
  readonly operatorId: string;
}

/** What agents ask every few seconds whether there is something for them, which AWS does not take down either. */
const POLLS = /^ec2messages:/;

const isPoll = ({ accountId, action }: Actor): boolean => accountId === '' || POLLS.test(action);

/** A call that changed something is in the trail already, in the transaction of the change. */
export function takeDown({ trail, clock }: TrailMeans, actor: Actor): void {
  if (actor.call?.isRecorded || isPoll(actor)) return;
  trail.note({ actor, resources: actor.call?.resources ?? [] }, clock());
}

/** A call that failed; what a client can cause without end is not written each time. */
export function takeDownFailure({ trail, clock }: TrailMeans, actor: Actor, told: unknown, target: Target): void {
  if (isPoll(actor)) return;
  const event = { actor, resources: actor.call?.resources ?? [], error: nameFault(target, told) };
  if (told instanceof CommonFault && told.kind === 'Busy') trail.noteSome(event, clock());
  else trail.note(event, clock());
}

const NO_PROOF: ReadonlySet<CommonFaultKind> = new Set([
  ...(['IncompleteSignature', 'UnknownAccessKey', 'SignatureMismatch'] as const),
  ...(['RequestExpired', 'ExpiredToken'] as const),
]);

interface Attempt {
  readonly claim: Claim;
  readonly request: WireRequest;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly target: Target;
  readonly told: unknown;
}

/** Somebody did not prove who they say they are: told in the trail of the account whose key they named, else the operator's. */
export function takeDownAttempt({ trail, clock, operatorId }: TrailMeans, attempt: Attempt): void {
  const { claim, request, target, told, ...known } = attempt;
  if (!claim.signature || !(told instanceof CommonFault && NO_PROOF.has(told.kind))) return;
  const { region, accessKeyId: named } = claim.signature;
  const accessKeyId = named.slice(0, 128);
  const { service, operation = '' } = target;
  const userIdentity = { type: 'Unknown', ...(claim.accountId && { accountId: claim.accountId }), accessKeyId };
  const actor: Actor = {
    ...known,
    ...{ accountId: claim.accountId ?? operatorId, accessKeyId, principalArn: '' },
    region: isRegion(region) ? region : 'us-east-1',
    userAgent: userAgentOf(request),
    action: `${service?.id ?? 'headroom'}:${service?.operations.has(operation) ? operation : 'Unknown'}`,
    call: { userIdentity, requestParameters: null, resources: [], isRecorded: false },
  };
  trail.noteSome({ actor, resources: [], error: nameFault(target, told) }, clock());
}

/** The longest that is kept. */
export const userAgentOf = (request: WireRequest): string => (headerValue(request, 'user-agent') ?? '').slice(0, 512);
