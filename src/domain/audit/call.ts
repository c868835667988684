import type { Principal } from '../principal.ts';

/** What the audit trail tells of a call beside who made it and when. It fills while the call is read. */
export interface Call {
  /** CloudTrail's userIdentity. */
  readonly userIdentity: Readonly<Record<string, unknown>>;
  /** The input, without its secrets; null where it could not be read. */
  requestParameters: Readonly<Record<string, unknown>> | null;
  /** ARNs that the request names. */
  resources: readonly string[];
  /** An event of it is in a transaction, with what it changes. */
  isRecorded: boolean;
}

export const openCall = (principal: Principal): Call => ({
  userIdentity: userIdentityOf(principal),
  requestParameters: null,
  resources: [],
  isRecorded: false,
});

/** CloudTrail user guide, userIdentity element. A managed server has a session of its role there, so it is one here. */
function userIdentityOf({ kind, userId, arn, accountId, accessKeyId, identity, session }: Principal) {
  const common = { principalId: userId, arn, accountId, accessKeyId };
  const attributes = session && { creationDate: inSeconds(session.issuedAt), mfaAuthenticated: 'false' };
  const sessionContext = attributes && { sessionContext: { attributes } };
  if (kind === 'root') return { type: 'Root', ...common, ...sessionContext };
  if (kind === 'user') return { type: 'IAMUser', ...common, ...sessionContext, userName: lastPart(arn) };
  if (kind !== 'assumed-role' || !identity) return { type: 'AssumedRole', ...common };
  const { id: principalId, arn: roleArn } = identity;
  const sessionIssuer = { type: 'Role', principalId, arn: roleArn, accountId, userName: lastPart(roleArn) };
  return { type: 'AssumedRole', ...common, sessionContext: { sessionIssuer, ...(attributes && { attributes }) } };
}

/** What LookupEvents calls a user: `root`, a user's name, a session's name. */
export const userNameOf = (principalArn: string): string =>
  principalArn.endsWith(':root') ? 'root' : lastPart(principalArn);

/** As CloudTrail writes times. */
export const inSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
