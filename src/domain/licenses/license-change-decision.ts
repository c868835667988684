import { licenseConfigurationArn } from '../arn.ts';
import {
  type DeleteLicenseConfigurationCommand,
  permitted,
  type UpdateLicenseConfigurationCommand,
} from '../commands.ts';
import { type Decision, pass, refuse, type Scope, type Step, stop } from '../decision.ts';
import type { Effect, Facts } from '../facts.ts';
import type { Kept } from '../refusal.ts';
import type { License } from './license.ts';
import { parseLicenseRules, ruleChangeProblem, updatedRules } from './license-rules.ts';
import { findTermsProblem } from './license-terms.ts';

function findOwnLicense(facts: Facts, scope: Scope, licenseId: string): Step<License> {
  const license = facts.licenses.get(licenseId);
  const isOwn =
    license?.accountId === scope.accountId && license.region === scope.region && license.status !== 'DELETED';
  return isOwn ? pass(license) : stop({ kind: 'license-not-found', arn: licenseConfigurationArn(scope, licenseId) });
}

/**
 * UpdateLicenseConfiguration. A count below what is consumed is accepted, as is a hard limit that is passed already:
 * both block from then on, and nothing that runs is touched. The counting type is fixed, and so is every rule but an
 * added licenseAffinityToHost.
 */
export function decideLicenseChange(
  { actor, licenseId, change }: UpdateLicenseConfigurationCommand,
  facts: Facts,
): Decision {
  const found = findOwnLicense(facts, actor, licenseId);
  if (!found.ok) return refuse(found.refusal);
  const license = found.value;
  const ruleTexts = change.ruleTexts ? updatedRules(license.ruleTexts, change.ruleTexts) : license.ruleTexts;
  const changed: License = {
    ...license,
    name: change.name ?? license.name,
    licenseCount: change.licenseCount ?? license.licenseCount,
    hardLimit: change.hardLimit ?? license.hardLimit,
    disassociateWhenNotFound: change.disassociateWhenNotFound ?? license.disassociateWhenNotFound,
    status: change.status ?? license.status,
    ruleTexts,
  };
  const { productInformation } = change;
  const productResourceTypes =
    productInformation?.map((product) => product.ResourceType) ?? license.productResourceTypes;
  const problem =
    ruleChangeProblem(license.ruleTexts, ruleTexts) ?? findTermsProblem({ ...changed, productResourceTypes });
  if (problem) return refuse({ kind: 'license-change', problem });
  const rules = parseLicenseRules(ruleTexts, license.countingType);
  if (!rules.ok) return refuse({ kind: 'license-change', problem: rules.problem });
  const effect: Effect = {
    kind: 'set-license',
    license: { ...changed, rules: rules.rules, productResourceTypes },
    detail: change,
  };
  return { outcome: permitted(), effects: [effect, audit(license, { ...change })] };
}

/**
 * DeleteLicenseConfiguration: refused while a resource is tied to it, stopped ones included, a host keeps licenses of it,
 * or a report generator points to it (user guide, license reporting).
 */
export function decideLicenseDeletion({ actor, licenseId }: DeleteLicenseConfigurationCommand, facts: Facts): Decision {
  const found = findOwnLicense(facts, actor, licenseId);
  if (!found.ok) return refuse(found.refusal);
  const license = found.value;
  const associations = facts.associationCounts.get(licenseId) ?? 0;
  if (associations > 0) return refuse({ kind: 'license-in-use', license, associations });
  const kept = keptOf(facts, licenseId);
  if (kept.length > 0) return refuse({ kind: 'license-kept', license, kept });
  const generators = facts.reportCounts.get(licenseId) ?? 0;
  if (generators > 0) return refuse({ kind: 'license-reported', license, generators });
  const effect: Effect = { kind: 'set-license', license: { ...license, status: 'DELETED' }, detail: {} };
  return { outcome: permitted(), effects: [effect, audit(license, {})] };
}

/** What hosts keep of a license under licenseAffinityToHost. */
const keptOf = (facts: Facts, licenseId: string): Kept[] =>
  [...facts.consumption].flatMap(([key, { amount, holdUntil }]) =>
    holdUntil && key.startsWith(`${licenseId} `) ? [{ amount, until: holdUntil }] : [],
  );

const audit = (license: License, detail: Record<string, unknown>): Effect => ({
  kind: 'audit',
  resources: [licenseConfigurationArn(license, license.id)],
  detail,
});
