import { eventually } from '../eventually.ts';
import { type Caller, call, jsonRequest } from '../signed-request.ts';

/** What requests about the past name. */
export interface PackWorld {
  readonly licenseArn: string;
  /** Of a pack that is there. */
  readonly auditPackId: string;
}

export async function createPackWorld(caller: Caller, licenseArn: string): Promise<PackWorld> {
  const ask = async (operation: string, input: object) =>
    JSON.parse((await call(caller, jsonRequest(`Headroom.${operation}`, input))).text);
  const { AuditPackId: auditPackId } = await ask('GenerateAuditPack', {
    LicenseConfigurationArn: licenseArn,
    From: Date.now() / 1000 - 86_400,
  });
  const isReady = async () => (await ask('GetAuditPack', { AuditPackId: auditPackId })).AuditPack.Status === 'READY';
  await eventually(isReady, 'the pack was made');
  return { licenseArn, auditPackId };
}

/** Of Headroom's own operations, those on what was. */
export const exportInputs = {
  ExportAuditEvents: () => ({ From: 1_767_225_600 }),
  GetAuditKeys: () => ({}),
  GetLicenseUsage: ({ licenseArn }: PackWorld) => ({ LicenseConfigurationArns: [licenseArn], At: 1_767_225_600 }),
  GetPeakLicenseUsage: ({ licenseArn }: PackWorld) => ({
    LicenseConfigurationArns: [licenseArn],
    From: 1_767_225_600,
    To: 1_798_761_600,
  }),
  GenerateAuditPack: ({ licenseArn }: PackWorld) => ({
    LicenseConfigurationArn: licenseArn,
    From: 1_767_225_600,
    TimeZone: 'Europe/Berlin',
  }),
  GetAuditPack: ({ auditPackId }: PackWorld) => ({ AuditPackId: auditPackId }),
  GetAuditPackPart: ({ auditPackId }: PackWorld) => ({ AuditPackId: auditPackId, Offset: 0 }),
  ListAuditPacks: ({ licenseArn }: PackWorld) => ({ LicenseConfigurationArn: licenseArn, MaxResults: 5 }),
  ListLicenseUses: ({ licenseArn }: PackWorld) => ({
    LicenseConfigurationArn: licenseArn,
    From: 1_767_225_600,
    MaxResults: 5,
  }),
};
