import { createHmac } from 'node:crypto';
import type { MessageSigner } from '../access/message-signer.ts';
import type { SecretBox } from '../access/secret-box.ts';
import { confirmUrl, messageJson, unsubscribeUrl } from '../domain/notifications/message.ts';
import { isMail } from '../domain/notifications/subscription.ts';
import type { Destinations } from '../drivers/delivery/destinations.ts';
import type { Mailer } from '../drivers/delivery/mail.ts';
import { post } from '../drivers/delivery/post.ts';
import type { Delivery } from '../store/delivery.ts';

/** What messages are sent with. */
export interface Sending {
  readonly signer: MessageSigner;
  readonly secretBox: SecretBox;
  readonly destinations: Destinations;
  /** Where clients reach this installation. */
  readonly publicUrl: string;
  /** Undefined where this server sends no mail. */
  readonly mailer: Mailer | undefined;
}

/** Sends a message to its endpoint. Throws an error that says why it is not there. */
export function sendMessage(sending: Sending, delivery: Delivery): Promise<void> {
  if (delivery.webhookSecret) return callWebhook(sending, delivery, delivery.webhookSecret);
  return isMail(delivery.protocol) ? sendMail(sending, delivery) : postToEndpoint(sending, delivery);
}

function signedJson({ signer, publicUrl }: Sending, { message, target, topic }: Delivery) {
  const json = messageJson(message, { publicUrl, subscriptionArn: target });
  return signer.sign(json, { version: topic?.SignatureVersion ?? '1', publicUrl });
}

const USER_AGENT = 'Headroom';

async function postToEndpoint(sending: Sending, delivery: Delivery): Promise<void> {
  const { message, target, endpoint, subscription } = delivery;
  const isNotification = message.type === 'Notification';
  const isRaw = isNotification && subscription?.RawMessageDelivery === 'true';
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': `${USER_AGENT} (as Amazon Simple Notification Service Agent)`,
    'x-amz-sns-message-type': message.type,
    'x-amz-sns-message-id': message.id,
    'x-amz-sns-topic-arn': message.topicArn,
    ...(isNotification && { 'x-amz-sns-subscription-arn': target }),
    ...(isRaw && { 'x-amz-sns-rawdelivery': 'true' }),
  };
  const body = isRaw ? message.body : JSON.stringify(await signedJson(sending, delivery));
  await post({ url: endpoint, headers, body }, sending.destinations);
}

/** Signed as Standard Webhooks has it (standardwebhooks.com), so that its libraries verify it. */
async function callWebhook(sending: Sending, delivery: Delivery, sealed: Buffer): Promise<void> {
  const { message, target, endpoint } = delivery;
  const secret = Buffer.from(sending.secretBox.open(target, sealed), 'base64');
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${message.id}.${timestamp}.${message.body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
    'webhook-id': message.id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
  await post({ url: endpoint, headers, body: message.body }, sending.destinations);
}

async function sendMail(sending: Sending, delivery: Delivery): Promise<void> {
  const { mailer, publicUrl } = sending;
  if (!mailer) throw new Error('this server sends no mail: HEADROOM_SMTP_URL is not set');
  const { message, target, endpoint, protocol } = delivery;
  const isNotification = message.type === 'Notification';
  const unsubscribe = isNotification ? unsubscribeUrl(publicUrl, target) : undefined;
  const text =
    protocol === 'email-json' ? JSON.stringify(await signedJson(sending, delivery)) : mailText(delivery, publicUrl);
  await mailer.send({
    to: endpoint,
    subject: isNotification ? (message.subject ?? 'Notification') : 'Confirm the subscription',
    text,
    messageId: message.id,
    unsubscribeUrl: unsubscribe,
  });
}

/** A sentence, and the link that goes with it. */
function mailText({ message, target }: Delivery, publicUrl: string): string {
  const { body, topicArn, token } = message;
  if (token === undefined)
    return `${body}\n\n--\nTo be told no more of ${topicArn}:\n${unsubscribeUrl(publicUrl, target)}\n`;
  return `Somebody asked that this address be told what is published to the topic\n${topicArn}\n\nTo confirm it, follow this link within two days; otherwise nothing more is sent:\n${confirmUrl(publicUrl, { topicArn, token })}\n`;
}
