import type * as sdk from '@aws-sdk/client-sts';
import type { AccessKeys } from '../../access/access-keys.ts';
import type { Sessions } from '../../access/sessions.ts';
import type { WebIdentities } from '../../access/web-identity.ts';
import type { OperationTable } from '../operation-table.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoleWithWebIdentity } from './assume-role-with-web-identity.ts';
import { getAccessKeyInfo } from './get-access-key-info.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import { getSessionToken } from './get-session-token.ts';

interface Means {
  readonly accessKeys: AccessKeys;
  readonly sessions: Sessions;
  readonly webIdentities: WebIdentities;
}

/** The operations of STS that are built. */
export const stsOperations = ({ accessKeys, sessions, webIdentities }: Means): OperationTable<typeof sdk> => ({
  AssumeRole: assumeRole(sessions),
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity({ sessions, webIdentities }),
  GetAccessKeyInfo: getAccessKeyInfo(accessKeys),
  GetCallerIdentity: getCallerIdentity,
  GetSessionToken: getSessionToken(sessions),
});
