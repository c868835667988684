import type { Event, LookupAttribute, LookupEventsRequest, LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { resourceNameOf, resourceTypeName } from '../../domain/audit/resource-type-name.ts';
import { eventSourceOf } from '../../domain/audit/trail-record.ts';
import { decodePageToken, encodePageToken } from '../../domain/page.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { type EventFilter, type EventPlace, type EventRow, lookUpEvents } from '../../views/cloudtrail/events.ts';

const LARGEST_PAGE = 50;

/** The calls of the account in the Region, the latest first, from what of them was asked for by at most one attribute. */
export const lookupEvents: Operation<LookupEventsRequest, LookupEventsResponse> = {
  async handle({ MaxResults: size = LARGEST_PAGE, NextToken: token, ...scope }, context) {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE)
      throw new Fault('InvalidMaxResultsException', `MaxResults is ${size}; expected 1 to ${LARGEST_PAGE}.`);
    const { StartTime: from, EndTime: until, LookupAttributes: attributes = [], EventCategory: category } = scope;
    if (from && until && from > until)
      throw new Fault('InvalidTimeRangeException', 'StartTime is after EndTime; expected it before or at EndTime.');
    const filter = readFilter(attributes);
    const list = { operation: 'LookupEvents', scope };
    const before = token ? readPlace(decodePageToken(token, { ...list, kinds: ['number', 'number'] })) : undefined;
    if (category === 'insight') return { Events: [] };
    const { accountId, region, db } = context;
    const { rows, next } = await lookUpEvents(db, { accountId, region, filter, from, until, before, limit: size });
    const NextToken = next && encodePageToken({ ...list, after: [next.at.getTime(), next.id] });
    return { Events: rows.map(describeEvent), NextToken };
  },
};

function readFilter(attributes: readonly LookupAttribute[]): EventFilter | undefined {
  const [attribute, ...more] = attributes;
  if (more.length > 0)
    throw invalid(
      `The request has ${attributes.length} LookupAttributes; expected one at most. Look up the others in its events.`,
    );
  if (!attribute) return undefined;
  const { AttributeKey: key, AttributeValue: value = '' } = attribute;
  switch (key) {
    case 'ReadOnly':
      if (value === 'true' || value === 'false') return { key, value };
      throw invalid(`The attribute ReadOnly is '${value.slice(0, 128)}'; expected true or false.`);
    case 'EventId':
    case 'EventName':
    case 'Username':
    case 'AccessKeyId':
    case 'EventSource':
    case 'ResourceName':
    case 'ResourceType':
      return { key, value };
    default:
      throw invalid(`There is no attribute '${String(key).slice(0, 128)}'; expected one of ${KEYS}.`);
  }
}

const KEYS = 'EventId, EventName, ReadOnly, Username, ResourceType, ResourceName, EventSource, AccessKeyId';
const invalid = (message: string): Fault => new Fault('InvalidLookupAttributesException', message);

function readPlace(key: readonly unknown[] | undefined): EventPlace {
  const [ms, id] = key ?? [];
  const at = new Date(ms as number);
  if (!Number.isSafeInteger(id) || Number.isNaN(at.getTime()))
    throw new Fault('InvalidNextTokenException', 'The NextToken is not one that this request was answered with.');
  return { at, id: id as number };
}

function describeEvent({ record, action, accessKeyId, userName, readOnly, at, resources }: EventRow): Event {
  const [service = '', name] = action.split(':');
  return {
    EventId: JSON.parse(record).eventID,
    EventName: name,
    ReadOnly: String(readOnly),
    ...(accessKeyId !== '-' && { AccessKeyId: accessKeyId }),
    EventTime: at,
    EventSource: eventSourceOf(service),
    Username: userName || undefined,
    Resources: resources.map((arn) => ({ ResourceType: resourceTypeName(arn), ResourceName: resourceNameOf(arn) })),
    CloudTrailEvent: record,
  };
}
