import { CommandError, call, type Endpoint } from './call.ts';
import { readDay, readTime } from './read-time.ts';

interface Options {
  readonly at?: string | undefined;
  readonly day?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface UsageAt {
  readonly LicenseUsages: readonly {
    readonly ConsumedLicenses: number;
    readonly Holders: readonly {
      readonly ResourceOwnerId: string;
      readonly ResourceType: string;
      readonly ConsumedLicenses: number;
    }[];
  }[];
}

interface Peaks {
  readonly Peaks: readonly { readonly PeakLicenses: number; readonly PeakAt: number }[];
}

interface Uses {
  readonly LicenseUses: readonly {
    readonly ResourceArn: string;
    readonly ConsumedLicenses: number;
    readonly ConsumedFrom: number;
    readonly ConsumedUntil?: number;
  }[];
  readonly NextToken?: string;
}

/** `headroom usage ARN`: how much of a license is or was used, by what, and the peak of a time. */
export async function usage(endpoint: Endpoint, options: Options, [arn = '']: readonly string[]): Promise<number> {
  const { day, from, to } = options;
  const asked = [options.at, day, from].filter((option) => option !== undefined).length;
  if (asked > 1 || (to !== undefined && from === undefined))
    throw new CommandError(
      'Expected one of --at TIME, --day DATE and --from TIME, the last with or without --to TIME.',
    );
  if (day !== undefined) return showUses(endpoint, { LicenseConfigurationArn: arn, ...readDay(day) });
  const LicenseConfigurationArns = [arn];
  if (from === undefined) return showUsage(endpoint, { LicenseConfigurationArns, At: readTime(options, 'at') });
  return showPeak(endpoint, { LicenseConfigurationArns, From: readTime(options, 'from'), To: readTime(options, 'to') });
}

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

async function showUsage(endpoint: Endpoint, asked: object): Promise<number> {
  const { LicenseUsages } = await call<UsageAt>(endpoint, 'GetLicenseUsage', asked);
  for (const { ConsumedLicenses, Holders } of LicenseUsages) {
    console.log(`${ConsumedLicenses} licenses`);
    for (const holder of Holders)
      console.log(`  ${holder.ConsumedLicenses}  ${holder.ResourceType} of ${holder.ResourceOwnerId}`);
  }
  return 0;
}

async function showPeak(endpoint: Endpoint, asked: object): Promise<number> {
  const { Peaks: peaks } = await call<Peaks>(endpoint, 'GetPeakLicenseUsage', asked);
  for (const { PeakLicenses, PeakAt } of peaks) console.log(`${PeakLicenses} licenses at ${timeOf(PeakAt)}`);
  return 0;
}

async function showUses(endpoint: Endpoint, asked: object): Promise<number> {
  let NextToken: string | undefined;
  do {
    const page: Uses = await call(endpoint, 'ListLicenseUses', { ...asked, MaxResults: 1000, NextToken });
    for (const { ResourceArn, ConsumedLicenses, ConsumedFrom, ConsumedUntil } of page.LicenseUses)
      console.log(
        `${ConsumedLicenses}  ${ResourceArn}  ${timeOf(ConsumedFrom)}  ${ConsumedUntil === undefined ? 'still' : timeOf(ConsumedUntil)}`,
      );
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return 0;
}
