import { randomUUID } from 'node:crypto';
import type { Actor } from '../domain/commands.ts';
import type { Scope } from '../domain/decision.ts';

/** Who the audit trail names where no caller asked: Headroom itself, in the account and Region of what it works on. */
export const systemActor = ({ accountId, region }: Scope, action: string): Actor => ({
  accountId,
  region,
  principalArn: 'headroom',
  accessKeyId: '-',
  requestId: randomUUID(),
  sourceIp: '-',
  userAgent: 'headroom',
  action,
});

/** Automated discovery, by the name that ListFailuresForLicenseConfigurationOperations has for it. */
export const discoveryActor = (scope: Scope): Actor => ({
  ...systemActor(scope, 'license-manager:UpdateLicenseSpecificationsForResource'),
  principalArn: 'License Manager Automated Discovery',
});
