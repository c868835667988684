import type { Input, World } from './valid-inputs.ts';

/** Headroom's own operations that are the operator's. */
export const operatorInputs: Readonly<Record<string, (world: World) => Input>> = {
  CreateAccount: () => ({}),
  CreateAccountKey: ({ createdAccountId }) => ({ AccountId: createdAccountId }),
  InterruptSpotInstances: ({ spotInstanceId }) => ({ InstanceIds: [spotInstanceId] }),
  FailHost: ({ hostId }) => ({ HostId: hostId }),
  Recount: ({ licenseArn }) => ({ LicenseConfigurationArn: licenseArn, Repair: false }),
};
