import { licenseConfigurationArn } from '../arn.ts';
import type { Effect } from '../facts.ts';
import type { License } from '../licenses/license.ts';
import type { Event } from '../notifications/event.ts';
import { resourceArn } from '../resource.ts';

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
    case 'consume': {
      const { resource, amount } = effect;
      const more = { resourceArn: resourceArn(resource), resourceId: resource.id, resourceType: resource.type };
      return [licenseEvent('License Consumption Change', license, { change: 'CONSUMED', licenses: amount, ...more })];
    }
    case 'release': {
      const { amount, resourceId, resourceType } = effect;
      return [
        licenseEvent('License Consumption Change', license, {
          change: 'GIVEN_BACK',
          licenses: amount,
          resourceId,
          resourceType,
        }),
      ];
    }
    case 'associate': {
      const { resource } = effect.association;
      const more = { resourceArn: resourceArn(resource), resourceId: resource.id, resourceType: resource.type };
      return [licenseEvent('License Association Change', license, { change: 'ASSOCIATED', ...more })];
    }
    case 'disassociate': {
      const { resourceId, resourceType } = effect;
      return [
        licenseEvent('License Association Change', license, { change: 'DISASSOCIATED', resourceId, resourceType }),
      ];
    }
    case 'set-license': {
      const change = license.status === 'DELETED' ? 'DELETED' : 'UPDATED';
      return [licenseEvent('License Configuration Change', license, { change, ...(was && { before: termsOf(was) }) })];
    }
    default:
      return [];
  }
}

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
