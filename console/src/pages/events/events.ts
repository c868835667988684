import { type Event, type LookupAttributeKey, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { cloudTrail } from '../../aws/cloudtrail.ts';
import { type AwsList, type Page, useAwsList } from '../../aws/use-aws.ts';

/** What events are looked up by: one attribute, and how far back. */
export interface Lookup {
  readonly attribute: LookupAttributeKey | undefined;
  readonly value: string;
  /** Undefined: since the beginning. */
  readonly hours: number | undefined;
}

export const ATTRIBUTES: readonly { readonly value: LookupAttributeKey; readonly label: string }[] = [
  { value: 'Username', label: 'User name' },
  { value: 'EventName', label: 'Event name' },
  { value: 'ResourceName', label: 'Resource' },
  { value: 'ResourceType', label: 'Resource type' },
  { value: 'EventSource', label: 'Event source' },
  { value: 'AccessKeyId', label: 'Access key ID' },
  { value: 'ReadOnly', label: 'Read-only' },
  { value: 'EventId', label: 'Event ID' },
];

const HOUR_MS = 3_600_000;

/** Pages in which nothing was found, before somebody has to say whether to look further back. */
const EMPTY_PAGES = 20;

/** The latest first, fifty at a time. Where no index has what is looked for, the server looks through a thousand for a page. */
export const useEvents = (lookup: Lookup): AwsList<Event> =>
  useAwsList({
    key: ['events', lookup],
    refreshMs: 30_000,
    ask: async (region, token) => {
      for (let page = await lookUp(region, lookup, token), read = 1; ; read++) {
        if (page.items.length > 0 || !page.nextToken || read === EMPTY_PAGES) return page;
        page = await lookUp(region, lookup, page.nextToken);
      }
    },
  });

async function lookUp(
  region: string,
  { attribute, value, hours }: Lookup,
  NextToken: string | undefined,
): Promise<Page<Event>> {
  const command = new LookupEventsCommand({
    MaxResults: 50,
    NextToken,
    LookupAttributes: attribute && value ? [{ AttributeKey: attribute, AttributeValue: value }] : undefined,
    // The same for all pages of a list, which a token is of: no finer than an hour.
    StartTime: hours ? new Date((Math.floor(Date.now() / HOUR_MS) - hours) * HOUR_MS) : undefined,
  });
  const { Events: items = [], NextToken: nextToken } = await cloudTrail(region).send(command);
  return { items, nextToken };
}

/** What a record says of how a call went: the error's code, or that it went through. */
export function outcomeOf({ CloudTrailEvent: record = '{}' }: Event): {
  readonly error?: string;
  readonly sourceIp: string;
} {
  const { errorCode: error, sourceIPAddress: sourceIp = '' } = JSON.parse(record);
  return { ...(error && { error }), sourceIp };
}
