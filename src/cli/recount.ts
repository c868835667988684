import { call, type Endpoint } from './call.ts';

interface Recounted {
  readonly Checked: number;
  readonly Differences: readonly {
    readonly LicenseConfigurationArn: string;
    readonly Counter: string;
    readonly Recorded: number;
    readonly Recounted: number;
  }[];
}

/**
 * `headroom recount`: counts what licenses have taken anew and compares it with the counters. Exits with 1 where they
 * differ; `--repair` writes the counters that were recounted.
 */
export async function recount(
  endpoint: Endpoint,
  options: { 'license-configuration-arn'?: string; repair?: boolean },
): Promise<number> {
  const input = { LicenseConfigurationArn: options['license-configuration-arn'], Repair: options.repair };
  const { Checked, Differences } = await call<Recounted>(endpoint, 'Recount', input);
  for (const { LicenseConfigurationArn, Counter, Recorded, Recounted } of Differences)
    console.log(`${LicenseConfigurationArn}  ${Counter}: recorded ${Recorded}, recounted ${Recounted}`);
  const found = Differences.length === 0 ? 'every counter agrees' : `${Differences.length} differ`;
  const next = options.repair ? ' (counters repaired)' : ' (headroom recount --repair writes the recounted counters)';
  console.log(`${Checked} license configurations recounted: ${found}${Differences.length > 0 ? next : ''}`);
  return Differences.length === 0 || options.repair ? 0 : 1;
}
