import type { Scope } from '../decision.ts';
import type { ReportSpan } from './report-generator.ts';

/** The license of a pack, as it was when the pack was asked for. */
export interface PackedLicense {
  readonly LicenseConfigurationArn: string;
  readonly Name: string;
  readonly Description: string | null;
  readonly LicenseCountingType: string;
  readonly LicenseRules: readonly string[];
  readonly LicenseCount: number | null;
  readonly LicenseCountHardLimit: boolean;
  readonly Status: string;
  readonly CreatedAt: string;
}

/** What is told of a license, of which time, by days of which time zone. */
export interface PackOrder extends Scope, ReportSpan {
  readonly id: string;
  readonly licenseId: string;
  readonly license: PackedLicense;
  /** A name of the IANA database, such as Europe/Berlin. */
  readonly timeZone: string;
}

/** Where packs are kept, beside the reports of their account. */
export const packPlace = ({ id, licenseId }: Pick<PackOrder, 'id' | 'licenseId'>): { prefix: string; key: string } => ({
  prefix: `AuditPacks/${licenseId}`,
  key: `${id}.zip`,
});

/** A file of a pack, as its manifest has it. */
export interface PackedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What the manifest of a pack states; its bytes are signed. */
export interface PackManifest {
  readonly format: 'headroom-audit-pack-1';
  readonly accountId: string;
  readonly region: string;
  readonly licenseConfigurationArn: string;
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly files: readonly PackedFile[];
  /** The id of the key that signed it, and all that the server has signed with, in PEM. */
  readonly key: string;
  readonly publicKeys: Readonly<Record<string, string>>;
}

/** A day of a pack's time zone; the names are those of its table. */
export interface PackDay {
  readonly Day: string;
  readonly PeakLicenses: number;
  readonly PeakAt: string;
  readonly AverageLicenses: number;
}

/** What a pack says on one page. */
export interface PackSummary {
  readonly License: PackedLicense;
  readonly From: string;
  readonly To: string;
  readonly TimeZone: string;
  readonly PeakLicenses: number;
  readonly PeakAt: string;
  readonly ConsumedAtStart: number;
  readonly ConsumedAtEnd: number;
  /** Days on which more was used at some moment than the limit that the license has. */
  readonly DaysOverLimit: number;
  readonly Uses: number;
  readonly Resources: number;
}

/** What the days of a pack come to. */
export function summarize(
  { license, from, until, timeZone }: PackOrder,
  counted: Pick<PackSummary, 'ConsumedAtStart' | 'ConsumedAtEnd' | 'Uses' | 'Resources'>,
  days: readonly PackDay[],
): PackSummary {
  const highest = days.reduce((best, day) => (day.PeakLicenses > best.PeakLicenses ? day : best), days[0]!);
  const limit = license.LicenseCount;
  return {
    License: license,
    From: from.toISOString(),
    To: until.toISOString(),
    TimeZone: timeZone,
    PeakLicenses: highest.PeakLicenses,
    PeakAt: highest.PeakAt,
    DaysOverLimit: limit === null ? 0 : days.filter(({ PeakLicenses }) => PeakLicenses > limit).length,
    ...counted,
  };
}
