import type { ReportContext, UpdateLicenseManagerReportGeneratorRequest } from '@aws-sdk/client-license-manager';
import type { Transaction } from 'kysely';
import { licenseConfigurationArn } from '../../domain/arn.ts';
import type { Constraints } from '../../domain/constraints.ts';
import {
  REPORT_PERIODS,
  REPORT_TYPES,
  type ReportSpan,
  type ReportType,
} from '../../domain/reports/report-generator.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { lockLicenses } from '../../store/license-configuration.ts';
import type { ReportOrder } from '../../store/report-generator.ts';
import type { DB } from '../../store/schema.ts';
import { licenseConstraints } from './license-constraints.ts';
import { arnConstraint, ownLicense } from './named-license.ts';
import { refusalFault } from './refusal-fault.ts';

/** A report on more is better made of several. */
const MOST_LICENSES = 100;
const LATEST_END_MS = 10 * 366 * 24 * 3600_000;

/** What the members of a report generator must satisfy, beyond AWS's model where that bounds nothing. */
export const reportConstraints: Constraints = {
  ReportGeneratorName: { ...licenseConstraints['Name']!, length: [1, 100] },
  Description: licenseConstraints['Description']!,
  ClientToken: { length: [1, 36] },
  Type: { items: [1, REPORT_TYPES.length] },
  'Type[]': { oneOf: REPORT_TYPES },
  'ReportContext.licenseConfigurationArns': { items: [1, MOST_LICENSES] },
  'ReportContext.licenseConfigurationArns[]': arnConstraint,
  'ReportFrequency.value': { range: [1, 1], integer: true },
  'ReportFrequency.period': { oneOf: REPORT_PERIODS },
};

/** What a request orders to be reported; faults on what cannot be. */
export async function readReportOrder(
  request: Omit<UpdateLicenseManagerReportGeneratorRequest, 'LicenseManagerReportGeneratorArn'>,
  context: RequestContext,
): Promise<ReportOrder> {
  const { licenseConfigurationArns: arns = [], licenseAssetGroupArns: groups } = request.ReportContext!;
  const { period } = request.ReportFrequency!;
  if (groups?.length) throw invalid('ReportContext.licenseAssetGroupArns: Headroom has no license asset groups yet.');
  if (arns.length === 0) throw invalid('ReportContext.licenseConfigurationArns names no license configuration.');
  if (!period) throw invalid(`ReportFrequency has no period: expected one of ${REPORT_PERIODS.join(', ')}.`);
  const once = readSpan(request.ReportContext!, { isOnce: period === 'ONE_TIME', now: context.now });
  const licenseIds = new Set<string>();
  for (const arn of new Set(arns)) licenseIds.add((await ownLicense(arn, context)).id);
  return {
    name: request.ReportGeneratorName!,
    description: request.Description,
    types: [...new Set(request.Type as ReportType[])],
    licenseIds: [...licenseIds],
    period,
    once,
  };
}

/** What a report that is made once looks at: all until now, unless it is told. */
function readSpan(
  { reportStartDate, reportEndDate }: ReportContext,
  { isOnce, now }: { isOnce: boolean; now: Date },
): ReportSpan | undefined {
  if (!isOnce && (reportStartDate ?? reportEndDate))
    throw invalid('ReportContext: only a report of the period ONE_TIME has a reportStartDate and a reportEndDate.');
  if (!isOnce) return undefined;
  const [from, until] = [reportStartDate ?? new Date(0), reportEndDate ?? now];
  if (from.getTime() < 0 || until.getTime() > now.getTime() + LATEST_END_MS)
    throw invalid('ReportContext: a report is from 1970 on, and ends within ten years.');
  if (from >= until)
    throw invalid('ReportContext.reportStartDate must be before reportEndDate, which is now where it is left out.');
  return { from, until };
}

/** Locks the licenses that are reported on, so that none is deleted meanwhile; faults where one was. */
export async function lockReported(trx: Transaction<DB>, { licenseIds }: ReportOrder): Promise<void> {
  const locked = await lockLicenses(trx, licenseIds);
  const gone = locked.find(({ status }) => status === 'DELETED');
  if (gone) throw refusalFault({ kind: 'license-not-found', arn: licenseConfigurationArn(gone, gone.id) });
}

const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
