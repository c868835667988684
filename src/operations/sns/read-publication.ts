import type { MessageAttributeValue, PublishInput } from '@aws-sdk/client-sns';
import type { MessageAttributes } from '../../domain/notifications/filter-policy.ts';
import { invalid } from './own-topic.ts';

/** SNS's limit of a message with its attributes. */
const MESSAGE_BYTES = 256 * 1024;

export type Publishable = Pick<
  PublishInput,
  'Message' | 'Subject' | 'MessageStructure' | 'MessageAttributes' | 'MessageDeduplicationId' | 'MessageGroupId'
>;

/** What a request has to publish, checked. */
export function readPublication(request: Publishable) {
  const { Message: text = '', Subject: subject, MessageStructure: structure } = request;
  if (request.MessageDeduplicationId !== undefined)
    throw invalid('MessageDeduplicationId: The topic is no FIFO topic: leave it out.');
  if (text === '') throw invalid('Message is empty.');
  if (subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,99}$/.test(subject))
    throw invalid('Subject is one line of 1 to 100 ASCII characters that does not begin with a space.');
  const attributes = readAttributes(request.MessageAttributes);
  if (Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(attributes)) > MESSAGE_BYTES)
    throw invalid(`Message too long: a message has up to ${MESSAGE_BYTES} bytes with its attributes.`);
  const bodies = structure === undefined ? undefined : readBodies(structure, text);
  return { subject, message: bodies?.['default'] ?? text, attributes, ...(bodies && { bodies }) };
}

function readBodies(structure: string, text: string): Record<string, string> {
  if (structure !== 'json') throw invalid('MessageStructure is json, or left out.');
  const parsed = parse(text);
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed))
    throw invalid('Message Structure - JSON message body failed to parse: expected an object of texts by protocol.');
  const entries = Object.entries(parsed).filter(([, body]) => typeof body === 'string');
  const bodies: Record<string, string> = Object.fromEntries(entries);
  if (!Object.hasOwn(bodies, 'default')) throw invalid('Message Structure - No default entry in JSON message body.');
  return bodies;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readAttributes(given: Readonly<Record<string, MessageAttributeValue>> = {}): MessageAttributes {
  const read = Object.entries(given).map(([name, { DataType: type, StringValue: text, BinaryValue: bytes }]) => {
    if (!/^(?!aws\.|amazon\.|\.)[\w.-]{1,256}$/i.test(name))
      throw invalid(`MessageAttributes: ${name.slice(0, 100)} is no name of one.`);
    if (!/^(String|Number|Binary|String\.Array)(\..{1,200})?$/.test(type ?? ''))
      throw invalid(`MessageAttributes: the DataType of ${name} is String, String.Array, Number or Binary.`);
    const value = bytes ? Buffer.from(bytes).toString('base64') : text;
    if (!value || /^Binary/.test(type!) !== (bytes !== undefined))
      throw invalid(`MessageAttributes: ${name} has no value of its DataType.`);
    if (/^Number/.test(type!) && !/^-?\d{1,38}(\.\d{1,38})?(e[+-]?\d{1,3})?$/i.test(value))
      throw invalid(`MessageAttributes: ${name} is no number.`);
    return [name, { Type: type!, Value: value }] as const;
  });
  return Object.fromEntries(read);
}
