import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { ACCOUNT } from '../example-facts.ts';
import { GRANTEE, grantedWorld } from './granted-world.ts';
import { startWorld } from './world.ts';

// Whatever an issuer and a grantee do at once, what is counted is what is out, and no more than there is.

const world = await startWorld();
const { issue, grant, use } = grantedWorld(world);
const OWNER = { accountId: ACCOUNT };
const SEATS = 10;

const step = fc.record({
  does: fc.constantFrom(
    ...(['out', 'out', 'out', 'in', 'disable', 'activate', 'reject', 'delete', 'regrant', 'lapse'] as const),
  ),
  by: fc.constantFrom(OWNER, GRANTEE),
  amount: fc.integer({ min: 1, max: 6 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Open {
  readonly token: string;
  readonly accountId: string;
  readonly seats: number;
  readonly grantStatus: string | null;
}

const openOf = async (arn: string): Promise<Open[]> =>
  (
    await sql<Open>`
      SELECT c.consumption_token AS token, c.account_id AS "accountId", (c.entitlements -> 0 ->> 'Value')::int AS seats,
        g.status AS "grantStatus"
      FROM issued_checkout c LEFT JOIN issued_grant g USING (grant_id)
      WHERE c.license_id = ${arn.split(':').at(-1)} AND c.ended_at IS NULL`.execute(world.db)
  ).rows;

test('what both sides have is counted, whatever becomes of the grant, also of several requests at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 10 }), async (rounds) => {
      const license = await issue();
      let grantArn = await use(await grant(license.arn));
      const take = async ({ does, by, amount }: Step): Promise<unknown> => {
        const version = (Status: string) =>
          world.call('CreateGrantVersion', { GrantArn: grantArn, Status, ClientToken: `${Math.random()}` }, by);
        if (does === 'out')
          return world.call('CheckoutLicense', license.asked(amount, { Beneficiary: by.accountId }), by);
        if (does === 'disable' || does === 'activate') return version(does === 'disable' ? 'DISABLED' : 'ACTIVE');
        if (does === 'reject') return world.call('RejectGrant', { GrantArn: grantArn }, GRANTEE);
        if (does === 'delete') {
          const { Version } = (await world.call('GetGrant', { GrantArn: grantArn })).Grant;
          return world.call('DeleteGrant', { GrantArn: grantArn, Version });
        }
        if (does === 'regrant') {
          grantArn = await use(await grant(license.arn));
          return undefined;
        }
        const [open] = (await openOf(license.arn)).filter(({ accountId }) => accountId === by.accountId);
        if (!open) return undefined;
        if (does === 'in') return world.call('CheckInLicense', { LicenseConsumptionToken: open.token }, by);
        return sql`UPDATE issued_checkout SET expires_at = now() - interval '1 second' WHERE consumption_token = ${open.token}`.execute(
          world.db,
        );
      };
      for (const round of rounds) {
        for (const one of await Promise.allSettled(round.map(take)))
          if (one.status === 'rejected' && !/Exception/.test(one.reason.code)) throw one.reason;
        const [used] = await license.used();
        const open = await openOf(license.arn);
        const lapsed = await sql<{ seats: number }>`
          SELECT coalesce(sum((entitlements -> 0 ->> 'Value')::int), 0)::int AS seats FROM issued_checkout
          WHERE license_id = ${license.arn.split(':').at(-1)} AND ended_at IS NULL AND expires_at <= now()`.execute(
          world.db,
        );
        const out = open.reduce((sum, { seats }) => sum + seats, 0) - lapsed.rows[0]!.seats;
        assert.equal(used, out, 'what is counted is what is out');
        assert.ok(out <= SEATS, `${out} are out`);
        const orphans = open.filter(({ grantStatus }) => grantStatus === 'REJECTED' || grantStatus === 'DELETED');
        assert.deepEqual(orphans, [], 'nothing is out by a grant that ended');
      }
    }),
    { numRuns: 25 },
  );
});
