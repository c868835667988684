import { licenseConfigurationArn } from '../arn.ts';
import type { Effect } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import type { Event } from '../notifications/event.ts';
import { type Resource, resourceArn } from '../resource.ts';

interface Happened {
  readonly before: ReadonlyMap<string, License>;
  readonly after: ReadonlyMap<string, License>;
  readonly decided: readonly { readonly effects: readonly Effect[] }[];
}

/** The events of a group of commands, in their order, of the licenses whose accounts have webhooks. */
export function findEvents({ before, after, decided }: Happened): Event[] {
  if (![...after.values()].some(({ watched }) => watched)) return [];
  const effects = decided.flatMap((one) => one.effects);
  return effects.flatMap((effect) => {
    const license = after.get(licenseIdOf(effect) ?? '');
    return license?.watched ? eventOf(effect, license, before.get(license.id)) : [];
  });
}

function licenseIdOf(effect: Effect): string | undefined {
  if (effect.kind === 'associate') return effect.association.licenseId;
  if (effect.kind === 'set-license') return effect.license.id;
  return 'licenseId' in effect ? effect.licenseId : undefined;
}

function eventOf(effect: Effect, license: License, was: License | undefined): Event[] {
  switch (effect.kind) {
    case 'consume':
    case 'release': {
      const change = effect.kind === 'consume' ? 'CONSUMED' : 'GIVEN_BACK';
      const more = { change, licenses: effect.amount, ...named(effect.resource) };
      return [licenseEvent('License Consumption Change', license, more)];
    }
    case 'associate':
      return [associationEvent(license, 'ASSOCIATED', effect.association.resource)];
    case 'disassociate':
      return [associationEvent(license, 'DISASSOCIATED', effect.resource)];
    case 'set-license': {
      const change = license.status === 'DELETED' ? 'DELETED' : 'UPDATED';
      return [licenseEvent('License Configuration Change', license, { change, ...(was && { before: termsOf(was) }) })];
    }
    default:
      return [];
  }
}

const named = (resource: Resource) => ({
  resourceArn: resourceArn(resource),
  resourceId: resource.id,
  resourceType: resource.type,
});

const associationEvent = (license: License, change: string, resource: Resource): Event =>
  licenseEvent('License Association Change', license, { change, ...named(resource) });

type Terms = Pick<License, 'name' | 'countingType' | 'licenseCount' | 'hardLimit' | 'ruleTexts' | 'status'>;

const termsOf = ({ name, countingType, licenseCount, hardLimit, ruleTexts, status }: Terms) => ({
  name,
  licenseCountingType: countingType,
  licenseCount,
  licenseCountHardLimit: hardLimit,
  licenseRules: ruleTexts,
  status,
});

type Told = Terms & Pick<License, 'id' | 'accountId' | 'region' | 'consumed'>;

/** An event about a license, with its terms and what is used of it once all of the transaction is done. */
export function licenseEvent(
  detailType: Event['detailType'],
  license: Told,
  more: Readonly<Record<string, unknown>>,
): Event {
  const { id, accountId, region, consumed } = license;
  const arn = licenseConfigurationArn(license, id);
  const detail = { licenseConfigurationArn: arn, ...termsOf(license), consumedLicenses: consumed, ...more };
  return { accountId, region, detailType, resources: [arn], detail, orderedBy: arn };
}
