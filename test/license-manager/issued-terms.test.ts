import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { issuedWorld, seats } from './issued-world.ts';
import { startWorld } from './world.ts';

// Which license is checked out of, and what counts of it once its terms have changed.

const world = await startWorld();
const { issue, checkIn, version } = issuedWorld(world);

describe('of several licenses that fit', () => {
  test('the one that ends soonest and can give it is checked out of, of those alike the oldest', async () => {
    const ProductSKU = randomUUID();
    const [first, second] = [await issue({ ProductSKU }), await issue({ ProductSKU })];
    const soon = await issue({ ProductSKU, Validity: { Begin: '2026-01-01T00:00:00Z', End: '2099-01-01T00:00:00Z' } });
    await issue({ ProductSKU, Entitlements: [{ ...seats(), Name: 'doors' }] });
    const from = async (amount: number, more: object = {}) =>
      (await first.checkOut(amount, { ProductSKU, ...more })).LicenseArn;
    assert.equal(await from(7), soon.arn);
    assert.equal(await from(7), first.arn);
    assert.equal(await from(7), second.arn);
    assert.equal(await from(3), soon.arn);
    assert.match(await first.refused(8, { ProductSKU }), /^NoEntitlementsAllowedException 400: 0 of 10/);
    assert.match(await first.refused(1, { ProductSKU, Entitlements: [] }), /400/);
  });

  test('it is one of that edition and that can be checked out so, or the closest says why not', async () => {
    const ProductSKU = randomUUID();
    const edition = (Value: string) => ({ Name: 'edition', Unit: 'None' as const, Value });
    const [home, enterprise] = [
      await issue({ ProductSKU, Entitlements: [seats({ MaxCount: 1 }), edition('Home')] }),
      await issue({
        ...{ ProductSKU, ConsumptionConfiguration: {} },
        Entitlements: [seats({ MaxCount: 1 }), edition('Enterprise')],
      }),
    ];
    const asked = (Value: string, CheckoutType: string) => ({
      ...{ ProductSKU, CheckoutType },
      Entitlements: [{ Name: 'seats', Unit: 'Count', Value: '1' }, edition(Value)],
    });
    assert.equal((await home.checkOut(1, asked('Enterprise', 'PERPETUAL'))).LicenseArn, enterprise.arn);
    assert.match(
      await home.refused(1, asked('Enterprise', 'PERPETUAL')),
      /^NoEntitlementsAllowedException 400: 0 of 1/,
    );
    assert.match(
      await home.refused(1, asked('Student', 'PROVISIONAL')),
      /^NoEntitlementsAllowedException 400: The entitlement edition is /,
    );
    assert.match(
      await home.refused(1, asked('Enterprise', 'PROVISIONAL')),
      /^ValidationException 400: .*no ProvisionalConfiguration/,
    );
    assert.equal((await home.checkOut(1, asked('Home', 'PROVISIONAL'))).LicenseArn, home.arn);
  });

  test('as many at once succeed as there are in all of them', async () => {
    const ProductSKU = randomUUID();
    const licenses = [await issue({ ProductSKU }), await issue({ ProductSKU })];
    const tried = await Promise.allSettled(Array.from({ length: 25 }, () => licenses[0]!.checkOut(1, { ProductSKU })));
    assert.equal(tried.filter(({ status }) => status === 'fulfilled').length, 20);
    for (const { used } of licenses) assert.deepEqual(await used(), [10]);
  });
});

describe('what was checked out is counted by the terms that the license has now', () => {
  const perpetual = { CheckoutType: 'PERPETUAL' };
  const renewing = (RenewType: 'None' | 'Weekly' | 'Monthly') => ({
    ConsumptionConfiguration: { RenewType, ProvisionalConfiguration: { MaxTimeToLiveInMinutes: 60 } },
  });
  const kept = { Entitlements: [seats({ MaxCount: 2, AllowCheckIn: false })] };
  /** As if everything of a license had been checked out, and counted, two months earlier. */
  const age = async (arn: string) => {
    const id = arn.split(':').at(-1);
    await sql`UPDATE issued_checkout SET taken_at = taken_at - interval '62 days' WHERE license_id = ${id}`.execute(
      world.db,
    );
    await sql`UPDATE issued_license SET consumed_since = consumed_since - interval '62 days'
      WHERE license_id = ${id}`.execute(world.db);
  };

  test('also where a version makes it renew, or leaves that', async () => {
    for (const RenewType of ['Weekly', 'Monthly'] as const) {
      const { arn, checkOut, refused, used } = await issue(kept);
      await checkOut(2, perpetual);
      await version(arn, { ...kept, ...renewing(RenewType) });
      assert.deepEqual(await used(), [2], RenewType);
      assert.match(await refused(1, perpetual), /^NoEntitlementsAllowedException 400: 0 of 2/);
      await age(arn);
      await checkOut(2, perpetual);
      assert.deepEqual(await used(), [2]);
      await version(arn, { ...kept, ...renewing('None') });
      assert.deepEqual(await used(), [4]);
    }
  });

  test('so that checking in gives back no more than counts', async () => {
    for (const change of [renewing('Weekly'), renewing('None')]) {
      const { arn, checkOut, refused, used } = await issue({ ...kept, ...renewing('Weekly') });
      const old = await checkOut(2, perpetual);
      await age(arn);
      await checkOut(2, perpetual);
      await version(arn, { ...change, Entitlements: [seats({ MaxCount: 2 })] });
      await checkIn(old.LicenseConsumptionToken);
      assert.deepEqual(await used(), [2]);
      assert.match(await refused(1, perpetual), /^NoEntitlementsAllowedException 400: 0 of 2/);
    }
  });

  test('and what is not counted any more counts nothing', async () => {
    const { arn, checkOut, used } = await issue();
    await checkOut(1, perpetual);
    await version(arn, { Entitlements: [{ Name: 'seats', Unit: 'None', Value: 'x' }] });
    assert.deepEqual(await used(), [0]);
    await version(arn);
    assert.deepEqual(await used(), [1]);
  });

  test('a perpetual one lasts as long as the license does now, and the license can be ended and deleted', async () => {
    const Begin = '2026-01-01T00:00:00Z';
    const { arn, asked, used, refused } = await issue(kept);
    const request = asked(1, perpetual);
    await world.call('CheckoutLicense', request);
    await version(arn, { ...kept, Validity: { Begin, End: '2150-01-01T00:00:00Z' } });
    assert.equal((await world.call('CheckoutLicense', request)).Expiration, '2150-01-01T00:00:00.000Z');
    await version(arn, { ...kept, Validity: { Begin } });
    assert.equal((await world.call('CheckoutLicense', request)).Expiration, undefined);
    const gone = (SourceVersion: string) => ({ LicenseArn: arn, SourceVersion });
    assert.match(await world.refusal('DeleteLicense', gone('3')), /^ConflictException 409: .*Validity\.End/);
    await version(arn, { ...kept, Validity: { Begin, End: '2026-01-02T00:00:00Z' } });
    assert.deepEqual(await used(), [0]);
    assert.match(await refused(1, perpetual), /^NoEntitlementsAllowedException/);
    await world.call('DeleteLicense', gone('4'));
  });
});
