import type { AccessKeys } from '../../access/access-keys.ts';
import type { AnyOperationTable } from '../operation-table.ts';
import { createAccount } from './create-account.ts';
import { recount } from './recount.ts';

/** Headroom's own operations, for whoever operates it; the CLI calls them. */
export const headroomOperations = (accessKeys: AccessKeys): AnyOperationTable => ({
  CreateAccount: createAccount(accessKeys),
  Recount: recount,
});
