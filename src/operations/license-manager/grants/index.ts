import type * as sdk from '@aws-sdk/client-license-manager';
import type { OperationTable } from '../../operation-table.ts';
import { answerGrant } from './answer-grant.ts';
import { createGrant } from './create-grant.ts';
import { createGrantVersion } from './create-grant-version.ts';
import { deleteGrant } from './delete-grant.ts';
import { getGrant } from './get-grant.ts';
import { listDistributedGrants, listReceivedGrants, listReceivedGrantsForOrganization } from './list-grants.ts';
import { listReceivedLicenses, listReceivedLicensesForOrganization } from './list-received-licenses.ts';

/** The operations on grants of issued licenses, and on the licenses that were granted. */
export const grantOperations = {
  AcceptGrant: answerGrant('accept'),
  CreateGrant: createGrant,
  CreateGrantVersion: createGrantVersion,
  DeleteGrant: deleteGrant,
  GetGrant: getGrant,
  ListDistributedGrants: listDistributedGrants,
  ListReceivedGrants: listReceivedGrants,
  ListReceivedGrantsForOrganization: listReceivedGrantsForOrganization,
  ListReceivedLicenses: listReceivedLicenses,
  ListReceivedLicensesForOrganization: listReceivedLicensesForOrganization,
  RejectGrant: answerGrant('reject'),
} satisfies OperationTable<typeof sdk>;
