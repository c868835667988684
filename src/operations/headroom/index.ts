import type { AccessKeys } from '../../access/access-keys.ts';
import type { AnyOperationTable } from '../operation-table.ts';
import { createAccount } from './create-account.ts';
import { createAccountKey } from './create-account-key.ts';
import { failHost } from './fail-host.ts';
import { interruptSpotInstances } from './interrupt-spot-instances.ts';
import { recount } from './recount.ts';

/** Headroom's own operations, for whoever operates it; the CLI calls them. */
export const headroomOperations = (accessKeys: AccessKeys): AnyOperationTable => ({
  CreateAccount: createAccount(accessKeys),
  CreateAccountKey: createAccountKey(accessKeys),
  FailHost: failHost,
  InterruptSpotInstances: interruptSpotInstances,
  Recount: recount,
});
