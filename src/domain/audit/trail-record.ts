import { randomUUID } from 'node:crypto';
import { parseArn } from '../arn.ts';
import type { Actor } from '../commands.ts';
import { inSeconds } from './call.ts';
import { hideInUrls } from './hidden.ts';
import { resourceTypeName } from './resource-type-name.ts';

/** One event of the audit trail. */
export interface TrailEvent {
  readonly actor: Actor;
  /** ARNs of what was changed, or of what the request names. */
  readonly resources: readonly string[];
  /** What of it was changed. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Why the call was refused, or failed. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** The names of operations that change nothing. */
const READS = /^(Describe|Get|List|Lookup|Search|Simulate|Head|Select|Assume|Decode|Recount$|Export)/;

export const isReadOnly = (action: string): boolean => READS.test(action.slice(action.indexOf(':') + 1));

/** Whose API an action is of, as CloudTrail has it. */
export const eventSourceOf = (service: string): string =>
  `${service === 'cloudwatch' ? 'monitoring' : service}.amazonaws.com`;

/** The longest texts of an event that a client writes; `describe-input.ts` bounds its parameters. */
const LONGEST_TEXT = 1_024;

/**
 * An event as CloudTrail writes it (user guide, record contents), on one line. What came of a change stands in `resources`
 * and `additionalEventData`, and `responseElements` are null: it is written with the change, before there is a response.
 */
export function trailRecord({ actor, resources, detail, error }: TrailEvent, at: Date): string {
  const { accountId, region, action, call } = actor;
  const [service = '', eventName] = action.split(':');
  const record = {
    eventVersion: '1.05',
    userIdentity: call?.userIdentity ?? { type: 'AWSService', invokedBy: actor.principalArn },
    eventTime: inSeconds(at),
    eventSource: eventSourceOf(service),
    eventName,
    awsRegion: region,
    sourceIPAddress: actor.sourceIp,
    userAgent: actor.userAgent.slice(0, LONGEST_TEXT),
    ...(error && { errorCode: error.code, errorMessage: error.message.slice(0, LONGEST_TEXT) }),
    requestParameters: call?.requestParameters ?? null,
    responseElements: null,
    ...(detail && { additionalEventData: detail }),
    requestID: actor.requestId,
    eventID: eventIdOf(at),
    readOnly: isReadOnly(action),
    ...(resources.length > 0 && { resources: resources.map(describeResource) }),
    eventType: call ? callType(service) : 'AwsServiceEvent',
    recipientAccountId: accountId,
  };
  return hideInUrls(JSON.stringify(record));
}

const callType = (service: string): string => (service === 'signin' ? 'AwsConsoleSignIn' : 'AwsApiCall');

function describeResource(arn: string) {
  const type = resourceTypeName(arn);
  const accountId = parseArn(arn)?.accountId;
  return { ARN: arn, ...(accountId && { accountId }), ...(type && { type }) };
}

/** A UUID of version 7, which tells the time of the event, so that it is found by that. */
function eventIdOf(at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
}

/** When the event of an id was; undefined where no event has such an id. */
export function timeOfEventId(id: string): Date | undefined {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.exec(id) ?? [];
  const at = high && low ? new Date(Number.parseInt(high + low, 16)) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at : undefined;
}
