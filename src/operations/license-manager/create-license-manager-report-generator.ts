import type {
  CreateLicenseManagerReportGeneratorRequest,
  CreateLicenseManagerReportGeneratorResponse,
} from '@aws-sdk/client-license-manager';
import { reportGeneratorArn } from '../../domain/arn.ts';
import { idFromSeed } from '../../domain/ids.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { countReportGenerators, insertReportGenerator } from '../../store/report-generator.ts';
import { putTags } from '../../store/tag.ts';
import { changeOnce } from '../change-once.ts';
import { licenseTagRows, tagConstraints } from './license-tags.ts';
import { lockReported, readReportOrder, reportConstraints } from './report-order.ts';

/** Of an account in a Region. AWS's number is not published. */
const REPORT_GENERATORS = 1_000;

/** The first report is made at once, AWS's within the hour; a report on a time to come, once that is over. */
export const createLicenseManagerReportGenerator: Operation<
  CreateLicenseManagerReportGeneratorRequest,
  CreateLicenseManagerReportGeneratorResponse
> = {
  resources: ({ ReportContext: reported }) => reported?.licenseConfigurationArns ?? [],
  constraints: { ...reportConstraints, ...tagConstraints },

  async handle(request, context) {
    const { accountId, region, requestId, now: at } = context;
    const order = await readReportOrder(request, context);
    const id = idFromSeed('r', requestId, 0, 32);
    const tags = licenseTagRows({ accountId, region, id }, request.Tags, 'report-generator');
    const record = { resources: [reportGeneratorArn(context, id)], detail: { ...order, tags: request.Tags } };
    const once = { input: request, mismatch: 'InvalidParameterValueException', ...record };
    const made = await changeOnce(context, once, async (trx) => {
      await lockReported(trx, order);
      if ((await countReportGenerators(trx, context)) >= REPORT_GENERATORS) throw quotaReached();
      await insertReportGenerator(trx, { accountId, region, id }, { order, at });
      await putTags(trx, tags);
      return { id };
    });
    return { LicenseManagerReportGeneratorArn: reportGeneratorArn(context, made.id) };
  },
};

const quotaReached = (): Fault =>
  new Fault(
    'ResourceLimitExceededException',
    `This account has ${REPORT_GENERATORS} report generators in this Region, which is the limit. Delete one first.`,
  );
