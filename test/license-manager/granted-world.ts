import { randomUUID } from 'node:crypto';
import { OTHER_ACCOUNT } from '../example-facts.ts';
import type { Who } from '../json-service.ts';
import { issuedWorld } from './issued-world.ts';
import type { World } from './world.ts';

export const GRANTEE = { accountId: OTHER_ACCOUNT };
export const rootOf = ({ accountId }: { readonly accountId: string }): string => `arn:aws:iam::${accountId}:root`;

export const ALL_USE = ['CheckoutLicense', 'CheckInLicense', 'ExtendConsumptionLicense', 'CheckoutBorrowLicense'];

/** What tests do with grants of licenses that are issued in a world. */
export function grantedWorld(world: World) {
  const issued = issuedWorld(world);

  const request = (LicenseArn: string, change: object = {}) => ({
    ...{ LicenseArn, GrantName: 'north', Principals: [rootOf(GRANTEE)], HomeRegion: 'us-east-1' },
    ...{ AllowedOperations: ALL_USE, ClientToken: randomUUID(), ...change },
  });
  const grant = async (LicenseArn: string, change: object = {}, who?: Who): Promise<string> =>
    (await world.call('CreateGrant', request(LicenseArn, change), who)).GrantArn;
  const version = (GrantArn: string, change: object, who: Who = GRANTEE) =>
    world.call('CreateGrantVersion', { GrantArn, ClientToken: randomUUID(), ...change }, who);
  const use = async (GrantArn: string, who: Who = GRANTEE) => {
    await world.call('AcceptGrant', { GrantArn }, who);
    await version(GrantArn, { Status: 'ACTIVE' }, who);
    return GrantArn;
  };

  /** A license of a product of its own, which was granted, accepted and activated. */
  async function granted(change: object = {}, terms: Parameters<typeof issued.issue>[0] = {}) {
    const license = await issued.issue(terms);
    const grantArn = await use(await grant(license.arn, change));
    const asked = (amount: number, more: object = {}, who: Who = GRANTEE) =>
      license.asked(amount, { Beneficiary: who.accountId, ...more });
    return {
      license,
      grantArn,
      checkOut: (amount: number, more: object = {}, who: Who = GRANTEE) =>
        world.call('CheckoutLicense', asked(amount, more, who), who),
      refused: (amount: number, more: object = {}, who: Who = GRANTEE) =>
        world.refusal('CheckoutLicense', asked(amount, more, who), who),
    };
  }
  const statusOf = async (GrantArn: string, who?: Who) =>
    (await world.call('GetGrant', { GrantArn }, who)).Grant.GrantStatus;
  return { ...issued, request, grant, granted, grantVersion: version, use, statusOf };
}
