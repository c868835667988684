import type {
  _InstanceType,
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
  InstanceTypeOffering,
  LocationType,
} from '@aws-sdk/client-ec2';
import { allInstanceTypes } from '../../../domain/catalogue/instance-types.ts';
import type { Accessors } from '../../../domain/filters.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';

/** Every type is offered everywhere: the embedded EC2 does not run out of any. */
export const describeInstanceTypeOfferings: Operation<
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult
> = {
  constraints: {
    LocationType: { oneOf: ['region', 'availability-zone', 'availability-zone-id', 'outpost'] },
    MaxResults: { range: [5, 1000], integer: true },
  },

  async handle(request, { region }) {
    const offerings = await filterItems(allOfferings(request.LocationType ?? 'region', region), request.Filters, {
      accessors,
    });
    const paging = { operation: 'DescribeInstanceTypeOfferings', keyOf, keyParts: 2, defaultLimit: 1000 };
    const { items, nextToken } = pageItems(offerings, request, paging);
    return { InstanceTypeOfferings: [...items], NextToken: nextToken };
  },
};

const accessors: Accessors<InstanceTypeOffering> = {
  'instance-type': (offering) => offering.InstanceType,
  location: (offering) => offering.Location,
};

const keyOf = (offering: InstanceTypeOffering) => [offering.InstanceType!, offering.Location!];

function allOfferings(locationType: LocationType, region: string): InstanceTypeOffering[] {
  const locations = locationsOf(locationType, region);
  return allInstanceTypes().flatMap(({ name }) =>
    locations.map((location) => ({
      InstanceType: name as _InstanceType,
      LocationType: locationType,
      Location: location,
    })),
  );
}

function locationsOf(locationType: LocationType, region: string): string[] {
  switch (locationType) {
    case 'availability-zone':
      return availabilityZones(region).map((zone) => zone.name);
    case 'availability-zone-id':
      return availabilityZones(region).map((zone) => zone.zoneId);
    case 'outpost':
      return [];
    default:
      return [region];
  }
}
