import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ACCOUNT } from '../example-facts.ts';
import { issuedLicense } from './issued-license.ts';
import type { startWorld } from './world.ts';

type Change = Parameters<typeof issuedLicense>[0];
type Seats = { MaxCount?: number; Overage?: boolean; AllowCheckIn?: boolean };

export const seats = (change: Seats = {}) => ({
  ...{ Name: 'seats', Unit: 'Count' as const, MaxCount: 10, AllowCheckIn: true },
  ...change,
});

/** What tests do with licenses that are issued in a world. */
export function issuedWorld(world: Awaited<ReturnType<typeof startWorld>>) {
  /** Makes the next version of a license, which repeats the terms but for what changes. */
  const version = (LicenseArn: string, change: Change & { Status?: string } = {}) => {
    const { ProductSKU: _sku, Beneficiary: _beneficiary, ...terms } = issuedLicense();
    return world.call('CreateLicenseVersion', { ...terms, LicenseArn, Status: 'AVAILABLE', ...change });
  };

  /** A license of a product of its own. */
  async function issue(change: Change = {}) {
    const ProductSKU = randomUUID();
    const { LicenseArn: arn } = await world.call('CreateLicense', issuedLicense({ ProductSKU, ...change }));
    const asked = (amount: number, more: object = {}) => ({
      ...{ ProductSKU, KeyFingerprint: `aws:${ACCOUNT}:Example:issuer-fingerprint`, CheckoutType: 'PROVISIONAL' },
      ...{ Entitlements: [{ Name: 'seats', Unit: 'Count', Value: String(amount) }], Beneficiary: ACCOUNT },
      ...{ ClientToken: randomUUID(), ...more },
    });
    const used = async () => {
      const { LicenseUsage: usage } = await world.call('GetLicenseUsage', { LicenseArn: arn });
      return usage.EntitlementUsages.map(({ ConsumedValue: value }: { ConsumedValue: string }) => Number(value));
    };
    return {
      arn: arn as string,
      asked,
      used,
      checkOut: (amount: number, more: object = {}) => world.call('CheckoutLicense', asked(amount, more)),
      refused: (amount: number, more: object = {}) => world.refusal('CheckoutLicense', asked(amount, more)),
    };
  }

  const checkIn = (LicenseConsumptionToken: string, more: object = {}) =>
    world.call('CheckInLicense', { LicenseConsumptionToken, ...more });
  /** As if so much time had passed for what was checked out by that token. */
  const pass = (token: string, minutes: number) =>
    sql`UPDATE issued_checkout SET taken_at = taken_at - ${minutes} * interval '1 minute',
    expires_at = expires_at - ${minutes} * interval '1 minute' WHERE consumption_token = ${token}`.execute(world.db);
  return { issue, version, checkIn, pass };
}
