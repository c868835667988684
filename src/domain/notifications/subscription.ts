import { readFilterPolicy } from './filter-policy.ts';

/** How endpoints are reached that Headroom can reach. */
export const PROTOCOLS = ['http', 'https', 'email', 'email-json'] as const;
export type SnsProtocol = (typeof PROTOCOLS)[number];

export const isMail = (protocol: string): boolean => protocol === 'email' || protocol === 'email-json';

/** What of a subscription can be set, as clients send it; what is not set has SNS's own value. */
export interface SubscriptionAttributes {
  readonly RawMessageDelivery?: string;
  /** JSON, as it was given. */
  readonly FilterPolicy?: string;
}

const MAIL_ADDRESS = /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?$/iu;

/** What is wrong with an endpoint of that protocol; undefined where nothing is. */
export function endpointProblem(protocol: SnsProtocol, endpoint: string): string | undefined {
  if (isMail(protocol)) return MAIL_ADDRESS.test(endpoint) ? undefined : `"${endpoint}" is no mail address.`;
  const url = endpoint.startsWith(`${protocol}://`) ? URL.parse(endpoint) : null;
  if (!url) return `The endpoint of the protocol ${protocol} is a URL that begins with ${protocol}://.`;
  return url.hash ? 'The endpoint has a fragment (#), which no server is sent: leave it out.' : undefined;
}

/** Attributes as clients send them, checked: the change, in which an empty policy is none, or what is wrong. */
export function readSubscriptionAttributes(
  protocol: SnsProtocol,
  given: Readonly<Record<string, string>>,
): { readonly ok: true; readonly change: SubscriptionAttributes } | { readonly ok: false; readonly problem: string } {
  for (const [name, value] of Object.entries(given)) {
    const problem = problemOf(protocol, name, value);
    if (problem) return { ok: false, problem };
  }
  const { RawMessageDelivery, FilterPolicy } = given;
  const change = {
    ...(RawMessageDelivery !== undefined && { RawMessageDelivery }),
    ...(FilterPolicy !== undefined && { FilterPolicy }),
  };
  return { ok: true, change };
}

const WITHOUT_EFFECT: ReadonlyMap<string, readonly string[]> = new Map([
  ['DeliveryPolicy', ['']],
  ['RedrivePolicy', ['']],
  ['SubscriptionRoleArn', ['']],
  ['ReplayPolicy', ['']],
  ['FilterPolicyScope', ['', 'MessageAttributes']],
]);

function problemOf(protocol: SnsProtocol, name: string, value: string): string | undefined {
  if (name === 'RawMessageDelivery') {
    if (value !== 'true' && value !== 'false') return 'RawMessageDelivery is true or false.';
    return value === 'true' && isMail(protocol) ? 'Only http and https take messages raw.' : undefined;
  }
  if (name === 'FilterPolicy') {
    const read = readFilterPolicy(value);
    return read.ok ? undefined : read.problem;
  }
  const known = WITHOUT_EFFECT.get(name);
  if (known?.includes(value)) return undefined;
  if (name === 'RedrivePolicy')
    return 'Headroom keeps what cannot be delivered itself (headroom deliveries): leave RedrivePolicy out.';
  return known
    ? `Headroom's subscriptions have no ${name} but ${known.filter(Boolean).join(', ') || 'none'}: leave it out.`
    : `There is no attribute ${name.slice(0, 100)} of subscriptions; RawMessageDelivery and FilterPolicy can be set.`;
}
