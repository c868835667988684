import type {
  DeleteLicenseConfigurationCommand,
  UpdateLicenseConfigurationCommand,
  UpdateLicenseSpecificationsCommand,
} from '../../src/domain/commands.ts';
import {
  amountOf,
  breaksRule,
  consumedOf,
  countsHosts,
  done,
  type Expectation,
  holdsIn,
  leftOf,
  type Model,
  type ModelLicense,
  type ModelMachine,
  type ModelTie,
  own,
  refused,
  tiesOf,
  visible,
} from './naive-model.ts';

// Ties and licenses themselves in the naive model.

export function updateTies(
  model: Model,
  { actor, resourceArn, add, remove }: UpdateLicenseSpecificationsCommand,
): Expectation {
  const id = resourceArn.replace(/^.*\//, '');
  const image = model.images.find((one) => one.id === id);
  const [machine] = own(model, actor.accountId, [id]) ?? [];
  const host = model.hosts.find(
    (one) => one.id === id && one.account === actor.accountId && !one.state.startsWith('released'),
  );
  const isOwn = image?.owner === actor.accountId || machine !== undefined || host !== undefined;
  const named = remove.map(({ licenseConfigurationArn: arn }) => model.licenses.find((one) => arn.endsWith(one.id)));
  if (add.length === 0 && unties(model, { account: actor.accountId, arn: resourceArn, named })) {
    model.ties = model.ties.filter(({ license, resourceId }) => resourceId !== id || !named.includes(license));
    return done(true);
  }
  if ((!machine && !image && !host) || machine?.state === 'terminated' || (image && !image.isPublic && !isOwn))
    return refused;
  const wanted = new Map<ModelLicense, ModelTie>();
  for (const item of add) {
    const license = visible(model, actor.accountId, item.licenseConfigurationArn);
    const scope = image ? item.amiAssociationScope : undefined;
    if (license?.status !== 'AVAILABLE' || (!isOwn && (scope || license.account !== actor.accountId))) return refused;
    wanted.set(license, { license, resourceId: id, scope });
  }
  const removing = remove.map((item) => visible(model, actor.accountId, item.licenseConfigurationArn));
  const there = (tie: ModelTie) => {
    const one = tie.resourceId === id ? wanted.get(tie.license) : undefined;
    return one && (one.scope === tie.scope || (one.scope === undefined && !removing.includes(tie.license)));
  };
  if (
    isOwn &&
    named.some((license, n) => license && isStuck(model, { id, license, seen: removing[n], onHost: !!host }))
  )
    return refused;
  const isThere = ({ license }: ModelTie) => model.ties.some((old) => there(old) && old.license === license);
  const added = [...wanted.values()].filter((tie) => !isThere(tie));
  const goes = (tie: ModelTie) =>
    tie.resourceId === id &&
    !there(tie) &&
    (added.some(({ license }) => license === tie.license) ||
      (removing.includes(tie.license) && (isOwn || tie.license.account === actor.accountId)));
  const licenses = added.map(({ license }) => license);
  if (host && added.length > 0 && (host.state !== 'available' || !licenses.every(countsHosts))) return refused;
  if (machine && added.length > 0 && !takes(model, machine, licenses)) return refused;
  const kept = model.ties.filter((tie) => !goes(tie));
  const changes = added.length > 0 || kept.length < model.ties.length;
  model.ties = [...kept, ...added];
  return done(changes);
}

const takes = (model: Model, machine: ModelMachine, licenses: readonly ModelLicense[]): boolean =>
  !machine.state.startsWith('shutting-down') &&
  licenses.every((license) => {
    const needed = holdsIn(license, machine.state) ? amountOf(license, machine) : 0;
    return !breaksRule(license, machine) && (needed === 0 || needed <= leftOf(model, license));
  });

/** Whether an account takes its own licenses off what another has. */
function unties(
  model: Model,
  { account, arn, named }: { account: string; arn: string; named: (ModelLicense | undefined)[] },
): boolean {
  const id = arn.replace(/^.*\//, '');
  const owner = model.machines.find((one) => one.id === id)?.account;
  const isTied = (license: ModelLicense | undefined) =>
    license?.account === account && model.ties.some((tie) => tie.license === license && tie.resourceId === id);
  const isTheirs = owner !== undefined && owner !== account && arn.includes(`:${owner}:`);
  return isTheirs && named.length > 0 && named.every(isTied);
}

/** A tie to a license that the owner of the resource does not see, or what a host holds for others' sake. */
function isStuck(
  model: Model,
  { id, license, seen, onHost }: { id: string; license: ModelLicense | undefined; seen: unknown; onHost: boolean },
): boolean {
  if (!license) return false;
  const tied = model.ties.some((tie) => tie.license === license && tie.resourceId === id);
  return tied ? seen === undefined : onHost && model.paid.has(`${license.id} ${id}`);
}

export function changeLicense(
  model: Model,
  { actor, licenseId, change }: UpdateLicenseConfigurationCommand,
): Expectation {
  const license = model.licenses.find(
    ({ id, account, status }) => id === licenseId && account === actor.accountId && status !== 'DELETED',
  );
  if (!license) return refused;
  const [count, hard] = [change.licenseCount ?? license.count, change.hardLimit ?? license.hard];
  if (hard && count === undefined) return refused;
  Object.assign(license, { count, hard, status: change.status ?? license.status });
  license.ceiling = hard ? Math.max(count!, consumedOf(model, license)) : Number.POSITIVE_INFINITY;
  return done(true);
}

export function deleteLicense(model: Model, { actor, licenseId }: DeleteLicenseConfigurationCommand): Expectation {
  const license = model.licenses.find(
    ({ id, account, status }) => id === licenseId && account === actor.accountId && status !== 'DELETED',
  );
  const isKept = [...model.holds].some((key) => license && key.startsWith(`${license.id} `));
  if (!license || tiesOf(model, license) > 0 || isKept) return refused;
  license.status = 'DELETED';
  return done(true);
}
