import type { DescribeRegionsRequest, DescribeRegionsResult, Region } from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { isRegion, optInStatus, regionNames } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';

/** AllRegions adds nothing, as no Region is disabled. */
export const describeRegions: Operation<DescribeRegionsRequest, DescribeRegionsResult> = {
  async handle({ RegionNames: names, Filters: filters }) {
    const unknown = names?.filter((name) => !isRegion(name)) ?? [];
    if (unknown.length > 0) throw new Fault('InvalidParameterValue', `Invalid region: [${unknown.join(', ')}]`);
    const chosen = names?.length ? regionNames.filter((name) => names.includes(name)) : regionNames;
    return { Regions: await filterItems(chosen.map(describe), filters, { accessors }) };
  },
};

const accessors: Accessors<Region> = {
  endpoint: (region) => region.Endpoint,
  'opt-in-status': (region) => region.OptInStatus,
  'region-name': (region) => region.RegionName,
};

const describe = (name: string): Region => ({
  RegionName: name,
  Endpoint: `ec2.${name}.amazonaws.com`,
  OptInStatus: optInStatus(name),
});
