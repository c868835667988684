import { licenseConfigurationArn } from '../arn.ts';
import { type LaunchCommand, type LaunchRequest, permitted } from '../commands.ts';
import { type Decision, refuse } from '../decision.ts';
import { type Effect, type Facts, type TokenKey, tokenKey } from '../facts.ts';
import { idOfTime } from '../ids.ts';
import type { LaunchImage } from '../images/image.ts';
import { entering, type Instance, machineOf } from '../instances/instance.ts';
import { type License, licensesFor } from '../licenses/license.ts';
import { findDeniedLicense } from '../licenses/license-access.ts';
import { findLimitProblems, findTermProblems, fitMachines } from '../licenses/license-claim.ts';
import { takeLicenses } from '../licenses/license-effects.ts';
import { addressesOfInterface } from '../networks/network.ts';
import { describeLicenseProblem, type LicenseProblem } from '../refusal.ts';
import { type Resource, resourceArn } from '../resource.ts';
import { withPrimaryInterface } from './existing-interfaces.ts';
import { groupsOfLaunch } from './launch-group.ts';
import { interfaceOfMachine } from './launch-interfaces.ts';
import { collectLicenses } from './launch-licenses.ts';
import { withTenancyOfVpc } from './launch-network.ts';
import { type Placement, placeLaunch } from './launch-placement.ts';
import { findSiteProblem, type Site, siteMachines } from './launch-sites.ts';
import { devicesOfLaunch, findVolumeProblem } from './launch-volumes.ts';
import { findSpotPlaceProblem } from './spot-place.ts';

/**
 * Decides a RunInstances in the order of docs/launch-order.md, steps 3 and 7 to 16; the request's form, its launch
 * template and the caller's right to what it names are settled before. A dry run is decided the same and the ledger drops its effects,
 * so that it also tells whether the licenses would suffice.
 */
export function decideLaunch(given: LaunchCommand, facts: Facts): Decision {
  const asked = withTenancyOfVpc(withPrimaryInterface(given, facts.network), facts.network);
  const replay = findReplay(asked, facts);
  if (replay) return replay;
  const groups = groupsOfLaunch(asked, facts);
  const command = groups.length > 0 ? onHosts(asked) : asked;
  const { actor, request } = command;
  const placed = placeLaunch(actor, request, facts);
  if (!placed.ok) return refuse(placed.refusal);
  const { image, interfaces } = placed.value;
  const problem =
    findSpotPlaceProblem(asked.request) ??
    findSiteProblem(command, facts, placed.value) ??
    findVolumeProblem(actor, request, { image, facts });
  if (problem) return refuse(problem);
  const collected = collectLicenses(actor, request, image, facts);
  if (!collected.ok) return refuse(collected.refusal);
  const licenses = collected.value;
  const denied = findDeniedLicense(command.access, 'ec2:RunInstances', licenses);
  if (denied) return refuse(denied);

  const blueprint = drawUp(command, facts, placed.value);
  const machine = machineOf(blueprint, placed.value.type);
  const broken = findTermProblems(licenses, machine);
  if (broken.length > 0) return refuseForLicenses(command, image, broken);
  const fit = fitMachines(licenses, machine, request.maxCount);
  const sited = siteMachines(command, facts, {
    placement: placed.value,
    licenses,
    count: Math.max(fit, request.minCount),
    groups,
    openHosts: asked.request.tenancy === 'host',
  });
  if (!sited.ok) return refuse(sited.refusal);
  const { sites, opened, claims: hostClaims } = sited.value;
  if (Math.min(fit, sites.length) < request.minCount) {
    const claims = licenses.map((license) => ({ license, amount: licensesFor(license, machine) * request.minCount }));
    return refuseForLicenses(command, image, findLimitProblems([...claims, ...hostClaims]));
  }
  const instances = sites.map((site, index) => number(blueprint, index, command, { ...site, interfaces }));
  const inserts = instances.map(inserting(request));
  const hosts = opened.map((host): Effect => ({ kind: 'insert-host', host, tags: {} }));
  const taken = instances.flatMap((instance) => takeLicenses(instance, licenses, machine));
  return {
    outcome: permitted({ reservationId: blueprint.reservationId, instances, licenseArns: licenses.map(arnOf) }),
    effects: [...hosts, ...inserts, ...taken, ...remember(command, blueprint), audit(blueprint, instances, licenses)],
  };
}

const inserting =
  ({ tags, attachedTags }: LaunchRequest) =>
  (instance: Instance): Effect => ({ kind: 'insert-instance', instance, tags, ...(attachedTags && { attachedTags }) });

const onHosts = (command: LaunchCommand): LaunchCommand => ({
  ...command,
  request: { ...command.request, tenancy: 'host' },
});

/** Step 3: the same token with the same parameters answers what it answered before. */
function findReplay(command: LaunchCommand, facts: Facts): Decision | undefined {
  const key = tokenOf(command);
  const stored = key && facts.tokens.get(tokenKey(key));
  if (!stored) return undefined;
  if (stored.inputHash !== command.token?.inputHash) return refuse({ kind: 'token-reused', token: key.token });
  return { outcome: permitted({ reservationId: stored.outcome.reservationId }), effects: [] };
}

function tokenOf({ actor, token }: LaunchCommand): TokenKey | undefined {
  return token && { accountId: actor.accountId, region: actor.region, action: actor.action, token: token.value };
}

/** The machine that all of a launch are like, without its own id and place. */
function drawUp({ actor, request }: LaunchCommand, facts: Facts, placement: Placement): Instance {
  const { image } = placement;
  const { at } = facts;
  const { blockDevices: _requested, ...settings } = request.settings;
  const blockDevices = devicesOfLaunch(actor, request, { image, facts });
  return {
    accountId: actor.accountId,
    region: actor.region,
    id: '',
    reservationId: idOfTime('r', at, { seed: actor.requestId }),
    launchIndex: 0,
    imageId: image.id,
    instanceType: placement.type.name,
    coreCount: placement.coreCount,
    threadsPerCore: placement.threadsPerCore,
    tenancy: request.tenancy,
    hostId: undefined,
    availabilityZone: '',
    subnetId: '',
    privateIp: '',
    ...entering('pending', at),
    launchedAt: at,
    settings: {
      ...settings,
      ...(blockDevices.length > 0 && { blockDevices }),
      ...placement.networkSettings,
      ...placement.groupPlace,
      ...(request.affinity && { affinity: request.affinity }),
      architecture: image.architecture,
      ...(image.platform && { platform: image.platform }),
      platformDetails: image.platformDetails,
      usageOperation: image.usageOperation,
      usageOperationUpdatedAt: at.toISOString(),
      ...(image.productCodes && { productCodes: image.productCodes }),
      ...(image.publicSource && { publicSource: image.publicSource }),
      rootDeviceName: image.rootDeviceName,
    },
  };
}

function number(
  blueprint: Instance,
  launchIndex: number,
  { actor, request }: LaunchCommand,
  { subnet, hostId, groupArn, interfaces }: Site & Pick<Placement, 'interfaces'>,
): Instance {
  const id = idOfTime('i', blueprint.launchedAt, { seed: actor.requestId, index: launchIndex });
  const { availabilityZone, subnetId } = subnet;
  const { privateIp, ...secondary } = addressesOfInterface(subnet, id, request);
  const settings = {
    ...blueprint.settings,
    ...secondary,
    ...(groupArn && { hostResourceGroupArn: groupArn }),
    ...(interfaces.length > 0 && { interfaces: interfaces.map((planned) => interfaceOfMachine(id, subnet, planned)) }),
  };
  return { ...blueprint, id, launchIndex, hostId, availabilityZone, subnetId, privateIp, settings };
}

const arnOf = (license: License): string => licenseConfigurationArn(license, license.id);

function remember(command: LaunchCommand, { reservationId }: Instance): Effect[] {
  const key = tokenOf(command);
  return key
    ? [{ kind: 'put-token', key, stored: { inputHash: command.token!.inputHash, outcome: { reservationId } } }]
    : [];
}

function audit(blueprint: Instance, instances: readonly Instance[], licenses: readonly License[]): Effect {
  const at = { ownerId: blueprint.accountId, region: blueprint.region };
  return {
    kind: 'audit',
    resources: [...instances.map(({ id }) => resourceArn({ type: 'EC2_INSTANCE', id, ...at })), ...licenses.map(arnOf)],
    detail: {
      imageId: blueprint.imageId,
      instanceType: blueprint.instanceType,
      reservationId: blueprint.reservationId,
    },
  };
}

/** A refused launch has no machine yet, so the list of failures shows the image. */
function refuseForLicenses(
  { actor }: LaunchCommand,
  image: LaunchImage,
  problems: readonly LicenseProblem[],
): Decision {
  const what = 'this launch';
  const resource: Resource = { type: 'EC2_AMI', id: image.id, ownerId: image.ownerId, region: actor.region };
  const failures = problems.map((problem): Effect => {
    return {
      kind: 'record-failure',
      licenseId: problem.license.id,
      resource,
      message: describeLicenseProblem(problem, what),
    };
  });
  return refuse({ kind: 'licenses', what, problems }, failures);
}
