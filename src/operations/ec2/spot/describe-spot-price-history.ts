import type {
  _InstanceType,
  DescribeSpotPriceHistoryRequest,
  DescribeSpotPriceHistoryResult,
  RIProductDescription,
  SpotPrice,
} from '@aws-sdk/client-ec2';
import { allInstanceTypes, findInstanceType } from '../../../domain/catalogue/instance-types.ts';
import type { Accessors } from '../../../domain/filters.ts';
import { hourlyPrice, priceText } from '../../../domain/fleets/spot-price.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import { Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { refusalFault } from '../refusal-fault.ts';

const products: readonly RIProductDescription[] = ['Linux/UNIX', 'Windows'];

/** One price for each type, zone and product, which has been the same since the hour began: there is no market here. */
export const describeSpotPriceHistory: Operation<DescribeSpotPriceHistoryRequest, DescribeSpotPriceHistoryResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },

  async handle(request, { region, now }) {
    const {
      InstanceTypes: types,
      AvailabilityZone: zone,
      AvailabilityZoneId: zoneId,
      ProductDescriptions: wanted,
    } = request;
    const zones = availabilityZones(region).filter(
      ({ name, zoneId: id }) => (!zone || name === zone) && (!zoneId || id === zoneId),
    );
    if (zone && zones.length === 0) throw new Fault('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
    const names = namesOf(types);
    const timestamp = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
    const prices = names.flatMap((InstanceType) =>
      products
        .filter((product) => !wanted?.length || wanted.some((text) => text.startsWith(product)))
        .flatMap((ProductDescription) =>
          zones.map(
            ({ name, zoneId: id }): SpotPrice => ({
              AvailabilityZone: name,
              AvailabilityZoneId: id,
              InstanceType: InstanceType as _InstanceType,
              ProductDescription,
              SpotPrice: priceText(hourlyPrice(InstanceType, 'spot')),
              Timestamp: timestamp,
            }),
          ),
        ),
    );
    const paging = { operation: 'DescribeSpotPriceHistory', keyOf, keyParts: 3, defaultLimit: 1_000 };
    const { items, nextToken } = pageItems(await filterItems(prices, request.Filters, { accessors }), request, paging);
    return { SpotPriceHistory: [...items], ...(nextToken && { NextToken: nextToken }) };
  },
};

function namesOf(given: readonly string[] | undefined): string[] {
  if (!given?.length)
    return allInstanceTypes()
      .filter(({ spot }) => spot)
      .map(({ name }) => name);
  const unknown = given.find((name) => !findInstanceType(name));
  if (unknown) throw refusalFault({ kind: 'instance-type-unknown', instanceType: unknown });
  return [...new Set(given)].sort();
}

const keyOf = (price: SpotPrice) => [price.InstanceType!, price.ProductDescription!, price.AvailabilityZone!];

const accessors: Accessors<SpotPrice> = {
  'availability-zone': (price) => price.AvailabilityZone,
  'availability-zone-id': (price) => price.AvailabilityZoneId,
  'instance-type': (price) => price.InstanceType,
  'product-description': (price) => price.ProductDescription,
  'spot-price': (price) => price.SpotPrice,
  timestamp: (price) => price.Timestamp,
};
