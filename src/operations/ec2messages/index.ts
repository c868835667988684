import type { AnyOperationTable } from '../operation-table.ts';
import { getMessages } from './get-messages.ts';

/** The message service that amazon-ssm-agent polls beside Systems Manager. */
export const ec2MessagesOperations = ({ holdMs }: { readonly holdMs: number }): AnyOperationTable => ({
  GetMessages: getMessages(holdMs),
});
