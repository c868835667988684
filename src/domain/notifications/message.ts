import type { MessageAttributes } from './filter-policy.ts';

/** What is told, once for all who are told it. */
export interface Message {
  readonly id: string;
  readonly type: 'Notification' | 'SubscriptionConfirmation';
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Of a confirmation. */
  readonly token: string | undefined;
  readonly createdAt: Date;
}

/** Where clients reach this installation: `confirm` and `unsubscribe` are links for whoever has them. */
export const confirmUrl = (publicUrl: string, { topicArn, token }: { topicArn: string; token: string }): string =>
  link(publicUrl, { Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token });

export const unsubscribeUrl = (publicUrl: string, subscriptionArn: string): string =>
  link(publicUrl, { Action: 'Unsubscribe', SubscriptionArn: subscriptionArn });

/** The version is what tells a request for SNS from one for EC2, where there is no signature to tell it. */
const link = (publicUrl: string, parameters: Record<string, string>): string =>
  `${publicUrl}/?${new URLSearchParams({ ...parameters, Version: '2010-03-31' })}`;

/** The members that are signed, in this order (SNS developer guide, verifying signatures). */
const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const;

/** The text whose signature a message of SNS's JSON carries. */
export const textToSign = (json: Readonly<Record<string, unknown>>): string =>
  SIGNED.flatMap((name) => (json[name] === undefined ? [] : [`${name}\n${json[name]}\n`])).join('');

/** The members of SNS's JSON but for the signature. */
export function messageJson(
  { id, type, topicArn, subject, body, attributes, token, createdAt }: Message,
  { publicUrl, subscriptionArn }: { readonly publicUrl: string; readonly subscriptionArn: string },
): Readonly<Record<string, unknown>> {
  const isNotification = type === 'Notification';
  return {
    Type: type,
    MessageId: id,
    ...(token !== undefined && { Token: token }),
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: body,
    ...(token !== undefined && { SubscribeURL: confirmUrl(publicUrl, { topicArn, token }) }),
    Timestamp: createdAt.toISOString(),
    ...(isNotification && { UnsubscribeURL: unsubscribeUrl(publicUrl, subscriptionArn) }),
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  };
}
