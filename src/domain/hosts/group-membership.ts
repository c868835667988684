import { licenseConfigurationArn } from '../arn.ts';
import type { Facts } from '../facts.ts';
import { countsHosts, type License } from '../licenses/license.ts';
import { allowsMixedSizes, type HostKind } from './host.ts';
import type { HostGroup } from './host-resource-group.ts';

/** What is to come into a host resource group: a host, or a machine that runs on a host of its kind. */
export interface Newcomer extends HostKind {
  /** For the text of a refusal, such as `this machine`. */
  readonly what: string;
  readonly licenses: readonly License[];
}

/**
 * Why a group does not take a host or a machine: it is not of a family that the group allows, it is of a type that shares
 * no group with those that are there, or it uses a Core or Socket license that the group does not allow (user guide, host
 * resource groups). Undefined where the group takes it.
 */
export const findGroupProblem = (facts: Facts, group: HostGroup, newcomer: Newcomer): string | undefined =>
  findForeignFamily(group, newcomer) ?? findForeignType(facts, group, newcomer) ?? findForeignLicense(group, newcomer);

/** Why the configuration of a group does not allow a newcomer, whatever hosts it has; undefined where it does. */
export const findSettingsProblem = (group: HostGroup, newcomer: Newcomer): string | undefined =>
  findForeignFamily(group, newcomer) ?? findForeignLicense(group, newcomer);

/** What hosts of the kind are for, in AWS's words. */
export const kindOf = ({ family, instanceType }: HostKind): string => instanceType ?? family;

function findForeignFamily({ name, allowedFamilies }: HostGroup, newcomer: Newcomer): string | undefined {
  if (!allowedFamilies || allowedFamilies.includes(newcomer.family)) return undefined;
  return `Host resource group ${name} allows the families ${allowedFamilies.join(', ')}; ${newcomer.what} is ${kindOf(newcomer)}.`;
}

/** Types of Nitro families may be mixed in a group; a host of another family is with hosts for its own type only. */
function findForeignType(facts: Facts, { arn, name }: HostGroup, newcomer: Newcomer): string | undefined {
  const foreign = [...facts.hosts.values()].find(
    (host) => host.groupArn === arn && host.state === 'available' && !mayBeTogether(host, newcomer),
  );
  return (
    foreign &&
    `Host resource group ${name} has hosts for ${kindOf(foreign)}; ${newcomer.what} is ${kindOf(newcomer)}. Only types of the Nitro system are mixed in a group, so it needs another group.`
  );
}

const mayBeTogether = (a: HostKind, b: HostKind): boolean =>
  kindOf(a) === kindOf(b) || (allowsMixedSizes(a.family) && allowsMixedSizes(b.family));

function findForeignLicense(group: HostGroup, { what, licenses }: Newcomer): string | undefined {
  const foreign = licenses
    .filter(countsHosts)
    .find(
      (license) =>
        !group.anyLicense && !group.allowedLicenseArns?.includes(licenseConfigurationArn(license, license.id)),
    );
  return (
    foreign &&
    `Host resource group ${group.name} does not allow license configuration ${foreign.id} ("${foreign.name}"), which ${what} uses.`
  );
}
