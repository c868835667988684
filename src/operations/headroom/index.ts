import type { AccessKeys } from '../../access/access-keys.ts';
import type { AuditSigner } from '../../access/audit-signer.ts';
import type { AnyOperationTable } from '../operation-table.ts';
import { getAuditPack, listAuditPacks } from './audit-packs.ts';
import { createAccount } from './create-account.ts';
import { createAccountKey } from './create-account-key.ts';
import { exportAuditEvents } from './export-audit-events.ts';
import { failHost } from './fail-host.ts';
import { generateAuditPack } from './generate-audit-pack.ts';
import { getAuditKeys } from './get-audit-keys.ts';
import { getAuditPackPart, type ReadReport } from './get-audit-pack-part.ts';
import { getLicenseUsage } from './get-license-usage.ts';
import { getPeakLicenseUsage } from './get-peak-license-usage.ts';
import { interruptSpotInstances } from './interrupt-spot-instances.ts';
import { listLicenseUses } from './list-license-uses.ts';
import { recount } from './recount.ts';

interface Means {
  readonly accessKeys: AccessKeys;
  readonly signer: AuditSigner;
  readonly readReport: ReadReport;
}

/** Headroom's own operations, for whoever operates it; the CLI calls them. */
export const headroomOperations = ({ accessKeys, signer, readReport }: Means): AnyOperationTable => ({
  CreateAccount: createAccount(accessKeys),
  CreateAccountKey: createAccountKey(accessKeys),
  ExportAuditEvents: exportAuditEvents(signer),
  FailHost: failHost,
  GenerateAuditPack: generateAuditPack,
  GetAuditKeys: getAuditKeys(signer),
  GetAuditPack: getAuditPack,
  GetAuditPackPart: getAuditPackPart(readReport),
  ListAuditPacks: listAuditPacks,
  GetLicenseUsage: getLicenseUsage,
  GetPeakLicenseUsage: getPeakLicenseUsage,
  ListLicenseUses: listLicenseUses,
  InterruptSpotInstances: interruptSpotInstances,
  Recount: recount,
});
