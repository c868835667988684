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
  const image = model.images.find((candidate) => candidate.id === id);
  const [machine] = own(model, actor.accountId, [id]) ?? [];
  const host = model.hosts.find(
    (one) => one.id === id && one.account === actor.accountId && !one.state.startsWith('released'),
  );
  const isOwn = image?.owner === actor.accountId || machine !== undefined || host !== undefined;
  if ((!machine && !image && !host) || machine?.state === 'terminated' || (image && !image.isPublic && !isOwn))
    return refused;
  const wanted = new Map<ModelLicense, ModelTie>();
  for (const item of add) {
    const license = visible(model, actor.accountId, item.licenseConfigurationArn);
    const scope = image ? item.amiAssociationScope : undefined;
    if (license?.status !== 'AVAILABLE' || (!isOwn && (scope || license.account !== actor.accountId))) return refused;
    wanted.set(license, { license, resourceId: id, scope });
  }
  const there = (tie: ModelTie) =>
    tie.resourceId === id && wanted.get(tie.license)?.scope === tie.scope && wanted.has(tie.license);
  const added = [...wanted.values()].filter(
    (tie) => !model.ties.some((old) => there(old) && old.license === tie.license),
  );
  const removing = remove.map((item) => visible(model, actor.accountId, item.licenseConfigurationArn));
  const goes = (tie: ModelTie) =>
    tie.resourceId === id &&
    !there(tie) &&
    (added.some(({ license }) => license === tie.license) ||
      (removing.includes(tie.license) && (isOwn || tie.license.account === actor.accountId)));
  if (host && added.length > 0 && (host.state !== 'available' || added.some(({ license }) => !countsHosts(license))))
    return refused;
  if (machine && added.length > 0 && machine.state.startsWith('shutting-down')) return refused;
  for (const { license } of machine ? added : []) {
    if (breaksRule(license, machine!)) return refused;
    const needed = holdsIn(license, machine!.state) ? amountOf(license, machine!) : 0;
    if (needed > 0 && needed > leftOf(model, license)) return refused;
  }
  const kept = model.ties.filter((tie) => !goes(tie));
  const changes = added.length > 0 || kept.length < model.ties.length;
  model.ties = [...kept, ...added];
  return done(changes);
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
