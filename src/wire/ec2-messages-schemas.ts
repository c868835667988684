/** The part of the message service that amazon-ssm-agent polls, which no SDK has, in the form of the AWS SDK's schemas. */

const NAMESPACE = 'com.amazonaws.ec2messages';
const STRING = 0;
const NUMBER = 1;

const GetMessagesRequest$ = [
  3,
  NAMESPACE,
  'GetMessagesRequest',
  0,
  ['Destination', 'MessagesRequestId', 'VisibilityTimeoutInSeconds'],
  [STRING, STRING, NUMBER],
  2,
] as const;
const Message$ = [3, NAMESPACE, 'Message', 0, ['MessageId', 'Payload'], [STRING, STRING]] as const;
const MessageList$ = [1, NAMESPACE, 'MessageList', 0, () => Message$] as const;
const GetMessagesResponse$ = [
  3,
  NAMESPACE,
  'GetMessagesResponse',
  0,
  ['Destination', 'Messages', 'MessagesRequestId'],
  [STRING, () => MessageList$, STRING],
] as const;

/** The schemas by the names that an SDK client would export them under. */
export const ec2MessagesSchemas = {
  GetMessages$: [9, NAMESPACE, 'GetMessages', 0, () => GetMessagesRequest$, () => GetMessagesResponse$] as const,
};
