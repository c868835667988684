import { parseLicenseConfigurationArn } from '../../domain/arn.ts';
import { Fault } from '../../fault.ts';
import { recount as recountLicenses } from '../../ledger/recount.ts';
import type { Operation } from '../../operation.ts';
import { actorOf } from '../change.ts';

interface RecountRequest {
  readonly AccountId?: string;
  readonly LicenseConfigurationArn?: string;
  readonly Repair?: boolean;
}

interface RecountResponse {
  readonly Checked: number;
  readonly Differences: readonly {
    readonly LicenseConfigurationArn: string;
    readonly Counter: string;
    readonly Recorded: number;
    readonly Recounted: number;
  }[];
}

/** Counts licenses of every account, or of one, anew and tells which counters differ; Repair sets them right. For the operator. */
export const recount: Operation<RecountRequest, RecountResponse> = {
  constraints: { AccountId: { pattern: /^[0-9]{12}$/, form: 'an account ID of 12 digits' } },
  async handle({ AccountId, LicenseConfigurationArn: arn, Repair = false }, context) {
    const license = arn === undefined ? undefined : parseLicenseConfigurationArn(arn);
    if (arn !== undefined && !license)
      throw new Fault('InvalidParameterValueException', `Invalid license configuration ARN: ${arn}.`);
    const { checked, differences } = await recountLicenses(context.db, {
      actor: actorOf(context),
      ...(AccountId && { accountId: AccountId }),
      ...(license && { licenseConfigurationId: license.id }),
      repair: Repair,
    });
    return {
      Checked: checked,
      Differences: differences.map(({ licenseConfigurationArn, counter, recorded, recounted }) => ({
        LicenseConfigurationArn: licenseConfigurationArn,
        Counter: counter,
        Recorded: recorded,
        Recounted: recounted,
      })),
    };
  },
};
