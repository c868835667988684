import type { LaunchSpecification, RIProductDescription, SpotInstanceRequest, Tag } from '@aws-sdk/client-ec2';
import { findPublicImage } from '../../../domain/catalogue/public-images.ts';
import { hourlyPrice, priceText } from '../../../domain/fleets/spot-price.ts';
import { availabilityZones } from '../../../domain/networks/network.ts';
import type { ListedSpotRequest } from '../../../views/ec2/spot-requests.ts';
import { ec2CodeOf } from '../refusal-fault.ts';

/** A Spot request in EC2's form. */
export function spotRequestShape(
  row: ListedSpotRequest,
  { region, tags }: { region: string; tags: readonly Tag[] },
): SpotInstanceRequest {
  const { terms, validFrom, launchGroup, availabilityZoneGroup } = row.details;
  const specification = row.details.specification as LaunchSpecification;
  return {
    SpotInstanceRequestId: row.id,
    State: row.state,
    Status: { Code: row.statusCode, Message: row.statusMessage, UpdateTime: row.statusAt },
    Fault: row.faultKind ? { Code: ec2CodeOf(row.faultKind), Message: row.statusMessage } : undefined,
    InstanceId: row.instanceId ?? undefined,
    LaunchedAvailabilityZone: row.availabilityZone ?? undefined,
    LaunchedAvailabilityZoneId: availabilityZones(region).find((zone) => zone.name === row.availabilityZone)?.zoneId,
    Type: terms.type,
    InstanceInterruptionBehavior: terms.interruptionBehavior,
    SpotPrice: priceText(Number(terms.maxPrice ?? hourlyPrice(specification.InstanceType ?? '', 'on-demand'))),
    ValidFrom: validFrom ? new Date(validFrom) : undefined,
    ValidUntil: terms.validUntil ? new Date(terms.validUntil) : undefined,
    LaunchGroup: launchGroup,
    AvailabilityZoneGroup: availabilityZoneGroup,
    LaunchSpecification: specification,
    ProductDescription: productOf(row, { region, imageId: specification.ImageId }),
    CreateTime: row.createdAt,
    Tags: [...tags],
  };
}

function productOf(
  { platform }: ListedSpotRequest,
  { region, imageId = '' }: { region: string; imageId: string | undefined },
) {
  const windows = (platform ?? findPublicImage(region, imageId)?.platform) === 'windows';
  return (windows ? 'Windows' : 'Linux/UNIX') satisfies RIProductDescription;
}
