import type { Scope } from '../decision.ts';

/** The kinds of events, as EventBridge's `detail-type`. */
export const DETAIL_TYPES = [
  'License Configuration Change',
  'License Association Change',
  'License Consumption Change',
  'License Alert',
] as const;

/** An event that a webhook is sent to see whether it works; none asks for it. */
export const TEST_TYPE = 'Webhook Test' as const;

/** Something that happened, as EventBridge has events. */
export interface Event extends Scope {
  readonly detailType: (typeof DETAIL_TYPES)[number] | typeof TEST_TYPE;
  /** ARNs. */
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** Events of one key are told in their order: the ARN of the license. */
  readonly orderedBy: string;
}

/** An event in EventBridge's JSON. */
export const eventJson = (
  { accountId, region, detailType, resources, detail }: Event,
  { id, at }: { readonly id: string; readonly at: Date },
): string =>
  JSON.stringify({
    version: '0',
    id,
    'detail-type': detailType,
    source: 'headroom.license-manager',
    account: accountId,
    time: at.toISOString(),
    region,
    resources,
    detail,
  });
