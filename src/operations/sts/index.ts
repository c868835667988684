import type * as sdk from '@aws-sdk/client-sts';
import type { AccessKeys } from '../../access/access-keys.ts';
import type { Sessions } from '../../access/sessions.ts';
import type { OperationTable } from '../operation-table.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { getAccessKeyInfo } from './get-access-key-info.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getSessionToken } from './get-session-token.ts';
import type { Believing } from './identify-holder.ts';

interface Means extends Believing {
  readonly accessKeys: AccessKeys;
  readonly sessions: Sessions;
}

/** The operations of STS that are built. */
export const stsOperations = ({ accessKeys, sessions, ...believing }: Means): OperationTable<typeof sdk> => ({
  AssumeRole: assumeRole(sessions),
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity({ sessions, ...believing }),
  GetAccessKeyInfo: getAccessKeyInfo(accessKeys),
  GetCallerIdentity: getCallerIdentity,
  GetSessionToken: getSessionToken(sessions),
});
