import { parseArn } from '../arn.ts';
import type { Scope } from '../decision.ts';

/** A topic of SNS. */
export interface Topic extends Scope {
  readonly arn: string;
  readonly name: string;
  readonly attributes: TopicAttributes;
}

/** What of a topic can be set; what is not set has SNS's own value. */
export interface TopicAttributes {
  readonly DisplayName?: string;
  readonly SignatureVersion?: '1' | '2';
}

export const topicArn = ({ accountId, region }: Scope, name: string): string =>
  `arn:aws:sns:${region}:${accountId}:${name}`;

/** Account, Region and name of a topic's ARN, or undefined where the text is none. */
export function parseTopicArn(text: string): (Scope & { readonly name: string }) | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'sns' || !/^[A-Za-z0-9_-]{1,256}$/.test(arn.resource)) return undefined;
  return { accountId: arn.accountId, region: arn.region, name: arn.resource };
}

/** The topic of a subscription's ARN, or undefined where the text is none. */
export const topicOfSubscription = (text: string): string | undefined =>
  /^(arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}):[0-9a-f-]{36}$/.exec(text)?.[1];

/** Attributes as clients send them, checked: the change, or what is wrong. */
export function readTopicAttributes(
  given: Readonly<Record<string, string>>,
): { readonly ok: true; readonly change: TopicAttributes } | { readonly ok: false; readonly problem: string } {
  for (const [name, value] of Object.entries(given)) {
    const problem = problemOf(name, value);
    if (problem) return { ok: false, problem };
  }
  const { DisplayName, SignatureVersion } = given;
  const change = {
    ...(DisplayName !== undefined && { DisplayName }),
    ...(SignatureVersion !== undefined && { SignatureVersion }),
  };
  return { ok: true, change: change as TopicAttributes };
}

/** Values that say no more than what is so anyway, as Terraform sends them. */
const WITHOUT_EFFECT: ReadonlyMap<string, readonly string[]> = new Map([
  ['Policy', ['']],
  ['DeliveryPolicy', ['']],
  ['KmsMasterKeyId', ['']],
  ['TracingConfig', ['', 'PassThrough']],
  ['FifoTopic', ['false']],
  ['ContentBasedDeduplication', ['false']],
  ['FifoThroughputScope', ['']],
  ['ArchivePolicy', ['']],
  ['DataProtectionPolicy', ['']],
]);

function problemOf(name: string, value: string): string | undefined {
  if (name === 'DisplayName')
    return /^\P{Cc}{0,100}$/u.test(value) ? undefined : 'DisplayName is at most 100 characters on one line.';
  if (name === 'SignatureVersion')
    return /^[12]$/.test(value) ? undefined : 'SignatureVersion is 1 (SHA1) or 2 (SHA256).';
  const known = WITHOUT_EFFECT.get(name);
  if (known?.includes(value)) return undefined;
  return known
    ? `Headroom's topics have no ${name}: leave it out.`
    : `There is no attribute ${name.slice(0, 100)} of topics; DisplayName and SignatureVersion can be set.`;
}
