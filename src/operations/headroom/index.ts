import type { AccessKeys } from '../../access/access-keys.ts';
import type { AuditSigner } from '../../access/audit-signer.ts';
import type { SecretBox } from '../../access/secret-box.ts';
import type { AnyOperationTable } from '../operation-table.ts';
import { getAuditPack, listAuditPacks } from './audit-packs.ts';
import { createAccount } from './create-account.ts';
import { createAccountKey } from './create-account-key.ts';
import { exportAuditEvents } from './export-audit-events.ts';
import { failHost } from './fail-host.ts';
import { dropDeliveries, listFailedDeliveries, retryDeliveries } from './failed-deliveries.ts';
import { generateAuditPack } from './generate-audit-pack.ts';
import { getAuditKeys } from './get-audit-keys.ts';
import { getAuditPackPart } from './get-audit-pack-part.ts';
import { getLicenseUsage } from './get-license-usage.ts';
import { getPeakLicenseUsage } from './get-peak-license-usage.ts';
import { getUsageReportPart } from './get-usage-report-part.ts';
import { interruptSpotInstances } from './interrupt-spot-instances.ts';
import { listAlerts } from './list-alerts.ts';
import { listLicenseUses } from './list-license-uses.ts';
import type { ReadReport } from './read-part.ts';
import { recount } from './recount.ts';
import { createWebhook, deleteWebhook, listWebhooks, testWebhook } from './webhooks.ts';

interface Means {
  readonly accessKeys: AccessKeys;
  readonly signer: AuditSigner;
  readonly readReport: ReadReport;
  readonly secretBox: SecretBox;
}

/** Headroom's own operations, for whoever operates it; the CLI calls them. */
export const headroomOperations = ({ accessKeys, signer, readReport, secretBox }: Means): AnyOperationTable => ({
  CreateAccount: createAccount(accessKeys),
  CreateAccountKey: createAccountKey(accessKeys),
  CreateWebhook: createWebhook(secretBox),
  DeleteWebhook: deleteWebhook,
  DropDeliveries: dropDeliveries,
  ExportAuditEvents: exportAuditEvents(signer),
  FailHost: failHost,
  GenerateAuditPack: generateAuditPack,
  GetAuditKeys: getAuditKeys(signer),
  GetAuditPack: getAuditPack,
  GetAuditPackPart: getAuditPackPart(readReport),
  ListAuditPacks: listAuditPacks,
  GetLicenseUsage: getLicenseUsage,
  GetUsageReportPart: getUsageReportPart(readReport),
  GetPeakLicenseUsage: getPeakLicenseUsage,
  ListAlerts: listAlerts,
  ListFailedDeliveries: listFailedDeliveries,
  ListLicenseUses: listLicenseUses,
  InterruptSpotInstances: interruptSpotInstances,
  ListWebhooks: listWebhooks,
  Recount: recount,
  RetryDeliveries: retryDeliveries,
  TestWebhook: testWebhook,
});
