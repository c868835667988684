import type {
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  AvailabilityZone as ZoneDescription,
} from '@aws-sdk/client-ec2';
import type { Accessors } from '../../../domain/filters.ts';
import { type AvailabilityZone, availabilityZones } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';

/** AllAvailabilityZones adds nothing, as no zone needs opting in. */
export const describeAvailabilityZones: Operation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult> = {
  async handle({ ZoneNames: names, ZoneIds: zoneIds, Filters: filters }, { region }) {
    const zones = availabilityZones(region);
    const unknown = [
      ...(names ?? []).filter((name) => !zones.some((zone) => zone.name === name)),
      ...(zoneIds ?? []).filter((zoneId) => !zones.some((zone) => zone.zoneId === zoneId)),
    ];
    if (unknown.length > 0)
      throw new Fault('InvalidParameterValue', `Invalid availability zone: [${unknown.join(', ')}]`);
    const chosen = zones
      .filter((zone) => !names?.length || names.includes(zone.name))
      .filter((zone) => !zoneIds?.length || zoneIds.includes(zone.zoneId));
    const described = chosen.map((zone) => describe(zone, region));
    return { AvailabilityZones: await filterItems(described, filters, { accessors }) };
  },
};

const accessors: Accessors<ZoneDescription> = {
  'group-long-name': (zone) => zone.GroupLongName,
  'group-name': (zone) => zone.GroupName,
  message: () => undefined,
  'opt-in-status': (zone) => zone.OptInStatus,
  'parent-zone-id': () => undefined,
  'parent-zone-name': () => undefined,
  'region-name': (zone) => zone.RegionName,
  state: (zone) => zone.State,
  'zone-id': (zone) => zone.ZoneId,
  'zone-name': (zone) => zone.ZoneName,
  'zone-type': (zone) => zone.ZoneType,
};

const describe = (zone: AvailabilityZone, region: string): ZoneDescription => ({
  OptInStatus: 'opt-in-not-required',
  Messages: [],
  RegionName: region,
  ZoneName: zone.name,
  ZoneId: zone.zoneId,
  GroupName: zone.groupName,
  NetworkBorderGroup: region,
  ZoneType: zone.type,
  State: 'available',
});
