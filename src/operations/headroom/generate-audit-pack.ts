import { idFromSeed } from '../../domain/ids.ts';
import type { Operation } from '../../operation.ts';
import { insertAuditPack } from '../../store/audit-pack.ts';
import { isTimeZone } from '../../views/reports/audit-packs.ts';
import { change } from '../change.ts';
import { arnOf, findOwnLicenses, invalid, readPeriod } from './own-licenses.ts';

interface GenerateAuditPackRequest {
  readonly LicenseConfigurationArn: string;
  readonly From: Date;
  /** Outside; now where it is not given. */
  readonly To?: Date;
  /** Of its days: a name of the IANA database, UTC where it is not given. */
  readonly TimeZone?: string;
}

interface GenerateAuditPackResponse {
  readonly AuditPackId: string;
}

/** Days of a pack at the most: some ten years. */
const MOST_DAYS = 3_700;
const DAY_MS = 24 * 3_600_000;

/** Begins to make what a vendor's auditor is given of a license; `GetAuditPack` says when it is there. */
export const generateAuditPack: Operation<GenerateAuditPackRequest, GenerateAuditPackResponse> = {
  constraints: { LicenseConfigurationArn: { length: [1, 2048] }, TimeZone: { length: [1, 100] } },
  resources: ({ LicenseConfigurationArn: arn }) => [arn],
  async handle({ LicenseConfigurationArn: arn, TimeZone: timeZone = 'UTC', ...times }, context) {
    const { from, until } = readPeriod(times, context);
    if (until > context.now)
      throw invalid('To is in the future: expected a time of which all is known, until now at the latest.');
    if (until.getTime() - from.getTime() > MOST_DAYS * DAY_MS)
      throw invalid(`From and To are more than ${MOST_DAYS} days apart.`);
    if (!(await isTimeZone(context.db, timeZone)))
      throw invalid(`TimeZone is "${timeZone}": expected a name of the IANA database, such as Europe/Berlin.`);
    const [license] = await findOwnLicenses([arn], context);
    const { accountId, region, now: requestedAt, principal } = context;
    const id = idFromSeed('pack', context.requestId, 0, 32);
    const order = { accountId, region, id, licenseId: license!.id, from, until, timeZone };
    const record = { resources: [arnOf(license!)], detail: { auditPackId: id, from, to: until, timeZone } };
    await change(context, record, (trx) => insertAuditPack(trx, { ...order, requestedAt, requestedBy: principal.arn }));
    return { AuditPackId: id };
  },
};
