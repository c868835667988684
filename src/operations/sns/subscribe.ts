import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { SubscribeInput, SubscribeResponse } from '@aws-sdk/client-sns';
import type { Transaction } from 'kysely';
import {
  endpointProblem,
  isMail,
  PROTOCOLS,
  readSubscriptionAttributes,
  type SnsProtocol,
  type SubscriptionAttributes,
} from '../../domain/notifications/subscription.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { sendToken } from '../../store/publish.ts';
import type { DB } from '../../store/schema.ts';
import {
  countSubscriptions,
  findEndpoint,
  insertSubscription,
  renewToken,
  type Subscription,
} from '../../store/subscription.ts';
import { lockTopic } from '../../store/topic.ts';
import { change } from '../change.ts';
import { aboutTopic, invalid, ownTopic } from './own-topic.ts';

/** SNS sends tokens that are good for two days. */
const TOKEN_MS = 48 * 3_600_000;
/** So many are told what is published in one transaction. */
const MOST_SUBSCRIPTIONS = 1_000;

export const tokenDigest = (token: string): string => hash('sha256', token);

/**
 * Sends the endpoint a token, by which whoever has it confirms. One that is pending is sent another; one that is confirmed
 * stays as it is.
 */
export const subscribe = ({ mail }: { readonly mail: boolean }): Operation<SubscribeInput, SubscribeResponse> => ({
  resources: aboutTopic,
  keys: ({ Endpoint, Protocol }) => ({
    ...(Endpoint !== undefined && { 'sns:Endpoint': [Endpoint] }),
    ...(Protocol !== undefined && { 'sns:Protocol': [Protocol] }),
  }),
  constraints: { Endpoint: { length: [1, 2048] } },
  async handle(request, context) {
    const { TopicArn: topicArn, ReturnSubscriptionArn: tellArn = false } = request;
    const wanted = { topicArn: topicArn!, ...readWanted(request, mail) };
    const subscription = await change(context, { resources: [topicArn!], detail: wanted }, async (trx) => {
      await ownTopic(trx, topicArn!, context, lockTopic);
      const found = await findEndpoint(trx, wanted);
      if (found) checkSame(found, wanted);
      if (found?.confirmed) return found;
      const token = randomBytes(64).toString('hex');
      const sent = { digest: tokenDigest(token), until: new Date(context.now.getTime() + TOKEN_MS) };
      if (found) await renewToken(trx, found.arn, sent);
      const pending = found ?? (await insert(trx, context, { wanted, token: sent }));
      await sendToken(trx, pending, token);
      return pending;
    });
    return { SubscriptionArn: subscription.confirmed || tellArn ? subscription.arn : 'pending confirmation' };
  },
});

interface Wanted {
  readonly topicArn: string;
  readonly protocol: SnsProtocol;
  readonly endpoint: string;
  readonly attributes: SubscriptionAttributes;
}

function readWanted(
  { Protocol, Endpoint: endpoint, Attributes = {} }: SubscribeInput,
  mail: boolean,
): Omit<Wanted, 'topicArn'> {
  const protocol = PROTOCOLS.find((known) => known === Protocol);
  if (!protocol)
    throw invalid(`Protocol: Headroom delivers by ${PROTOCOLS.join(', ')}, and not by ${JSON.stringify(Protocol)}.`);
  if (isMail(protocol) && !mail)
    throw invalid('Protocol: this server sends no mail; its operator sets HEADROOM_SMTP_URL and HEADROOM_MAIL_FROM.');
  if (endpoint === undefined)
    throw new CommonFault('MissingMember', 'The request must contain the parameter Endpoint.');
  const problem = endpointProblem(protocol, endpoint);
  if (problem) throw invalid(`Endpoint: ${problem}`);
  const attributes = readSubscriptionAttributes(protocol, Attributes);
  if (!attributes.ok) throw invalid(`Attributes Reason: ${attributes.problem}`);
  return { protocol, endpoint, attributes: attributes.change };
}

function checkSame({ arn, attributes }: Subscription, wanted: Wanted): void {
  const names = Object.keys(wanted.attributes) as (keyof SubscriptionAttributes)[];
  if (names.some((name) => wanted.attributes[name] !== attributes[name]))
    throw invalid(
      `Attributes Reason: the subscription ${arn} exists with others; SetSubscriptionAttributes changes them.`,
    );
}

async function insert(
  trx: Transaction<DB>,
  { accountId, region, now }: RequestContext,
  { wanted, token }: { wanted: Wanted; token: { digest: string; until: Date } },
): Promise<Subscription> {
  if ((await countSubscriptions(trx, wanted.topicArn)) >= MOST_SUBSCRIPTIONS)
    throw new Fault(
      'SubscriptionLimitExceeded',
      `The topic has ${MOST_SUBSCRIPTIONS} subscriptions: unsubscribe some.`,
    );
  const subscription = { ...wanted, arn: `${wanted.topicArn}:${randomUUID()}`, accountId, region };
  await insertSubscription(trx, subscription, { token, at: now });
  return { ...subscription, confirmed: false, authenticated: false };
}
