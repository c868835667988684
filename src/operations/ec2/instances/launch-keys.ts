import type { LaunchRequest } from '../../../domain/commands.ts';
import { volumesOf } from '../../../domain/instances/attached.ts';
import { devicesOfLaunch } from '../../../domain/launch/launch-volumes.ts';
import { defaultSubnets } from '../../../domain/networks/vpc.ts';
import type { Keys } from '../../../domain/policies/context.ts';
import {
  ec2Keys,
  instanceKeys,
  interfaceKeys,
  type VolumeFacts,
  volumeKeys,
} from '../../../domain/policies/ec2-keys.ts';
import type { RequestFacts } from '../../../domain/policies/request-context.ts';
import type { RequestContext } from '../../../operation.ts';
import { findVisibleImage } from '../../../views/ec2/images.ts';
import { readRecords } from '../../../views/ec2/records.ts';
import { listSubnets, listVpcs } from '../../../views/ec2/vpcs.ts';
import { ec2Arn, LAUNCH_TEMPLATE } from '../ec2-ids.ts';

/** A subnet that a launch may come to. Of one that is not there, which is refused later, nothing is known but the id. */
export interface LaunchPlace {
  readonly id: string;
  readonly vpcId?: string;
  readonly availabilityZone?: string;
  /** Every machine of its VPC is a Dedicated Instance. */
  readonly isDedicated?: boolean;
}

/** The subnet that a launch names, or each of those that it would be put into: a policy has to allow all of them. */
export async function placesOf(request: LaunchRequest, context: RequestContext): Promise<readonly LaunchPlace[]> {
  const { subnetId, availabilityZone: zone } = request;
  const usual = defaultSubnets(context).filter(({ id, availabilityZone }) =>
    subnetId ? id === subnetId : !zone || zone === availabilityZone,
  );
  if (usual.length > 0) return usual;
  const [own] = subnetId ? await listSubnets(context.db, context, { ids: [subnetId] }) : [];
  if (!own) return [{ id: subnetId ?? '*' }];
  const [vpc] = context.access.asksOfResources ? await listVpcs(context.db, context, { ids: [own.vpcId] }) : [];
  return [{ ...own, isDedicated: vpc?.instanceTenancy === 'dedicated' }];
}

/** The volumes that each machine of a launch gets; none where the image is not there, which is refused later. */
export async function volumesOfLaunch(request: LaunchRequest, context: RequestContext): Promise<VolumeFacts[]> {
  const { db, region, now } = context;
  const { imageId, settings } = request;
  const image = await findVisibleImage(db, context, imageId);
  if (!image) return [];
  const { rootDeviceName, settings: ofImage } = image;
  const ids = (settings.blockDevices ?? []).flatMap(({ snapshotId }) => snapshotId ?? []);
  const found = ids.length > 0 ? await readRecords(db, context, { kind: 'snapshot', ids }) : [];
  const snapshots = new Map(found.map(({ details, ...one }) => [one.id, { ...one, sizeGiB: details.sizeGiB }]));
  const means = { image: { rootDeviceName, blockDevices: ofImage.blockDevices }, facts: { snapshots } };
  const blockDevices = devicesOfLaunch(context, request, means);
  const owner = { id: 'i-00000000000000000', state: 'pending', region, imageId, launchedAt: now } as const;
  return volumesOf({ ...owner, settings: { rootDeviceName, blockDevices } });
}

interface Means {
  readonly place: LaunchPlace;
  readonly volumes: readonly VolumeFacts[];
}

/**
 * The condition keys of what a launch makes in a place. Each volume and each network interface has keys of its own, so that
 * there are as many questions as the machine has of the one that it has more of.
 */
export function keysOfLaunch(
  request: LaunchRequest,
  { place, volumes }: Means,
  context: RequestContext,
): readonly Pick<RequestFacts, 'keys' | 'made'>[] {
  const { tenancy, settings, interfaces = [] } = request;
  const availabilityZone = place.availabilityZone ?? request.availabilityZone;
  const template = settings.launchTemplate;
  const shared = {
    '*': ec2Keys({
      IsLaunchTemplateResource: template !== undefined,
      LaunchTemplate: template && ec2Arn(LAUNCH_TEMPLATE, template.id, context),
    }),
    instance: instanceKeys(
      { ...request, availabilityZone, tenancy: place.isDedicated && tenancy === 'default' ? 'dedicated' : tenancy },
      context,
    ),
  };
  const networks = [{ associatePublicIp: settings.associatePublicIp, subnetId: undefined }, ...interfaces].map(
    ({ subnetId, ...one }) =>
      interfaceKeys(
        subnetId && subnetId !== place.id ? { subnetId, availabilityZone } : { ...place, ...one, subnetId: place.id },
        context,
      ),
  );
  const devices = volumes.map((volume) => volumeKeys({ ...volume, availabilityZone }, context));
  const rounds = Math.max(networks.length, devices.length);
  return Array.from({ length: rounds }, (_, round) => ({
    keys: shared,
    made: { 'network-interface': at(networks, round), volume: at(devices, round) },
  }));
}

const at = (all: readonly Keys[], index: number): Keys => all[index] ?? all.at(-1) ?? {};
