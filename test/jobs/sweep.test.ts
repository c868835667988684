import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { licenseConfigurationArn } from '../../src/domain/arn.ts';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { deleteOldRecords, forgetImages } from '../../src/jobs/sweep.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import type { RequestContext } from '../../src/operation.ts';
import { actorOf } from '../../src/operations/change.ts';
import { deregisterImage } from '../../src/operations/ec2/images/deregister-image.ts';
import { registerImage } from '../../src/operations/ec2/images/register-image.ts';
import { insertAccount } from '../../src/store/account.ts';
import { insertTokens } from '../../src/store/idempotency-token.ts';
import { insertFailures } from '../../src/store/license-operation-failure.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { givenLicense } from '../given-license.ts';
import { requestContext } from '../request-context.ts';

const accountId = '111111111111';
const region = 'us-east-1';
const log = pino({ level: 'silent' });
const licenseId = `lic-${'0'.repeat(32)}`;
let db: Kysely<DB>;
let ledger: Ledger;

const by = (given: Partial<RequestContext> = {}) =>
  requestContext({ db, ledger, action: 'ec2:RegisterImage', ...given });

async function tie(imageId: string): Promise<void> {
  const outcome = await ledger.submit({
    kind: 'update-license-specifications',
    actor: actorOf(by()),
    resourceArn: `arn:aws:ec2:${region}::image/${imageId}`,
    add: [{ licenseConfigurationArn: licenseConfigurationArn({ accountId, region }, licenseId) }],
    remove: [],
  });
  assert.ok(outcome.ok);
}

const tiedImages = async () => {
  const rows = await db.selectFrom('license_association').select('resource_id').orderBy('resource_id').execute();
  return rows.map((row) => row.resource_id);
};

before(async () => {
  ({ db } = await freshDatabase());
  ledger = createLedger({ db });
  await db.transaction().execute((trx) => insertAccount(trx, { accountId, operator: true }));
  await givenLicense(db, { id: licenseId, countingType: 'Instance' });
});

test('the sweep takes licenses off images that are deregistered, and off no other', async () => {
  const [kept, gone] = [
    (await registerImage.handle({ Name: 'kept' }, by())).ImageId!,
    (await registerImage.handle({ Name: 'gone' }, by())).ImageId!,
  ];
  const shown = publicImages(region)[0]!.id;
  for (const imageId of [kept, gone, shown]) await tie(imageId);
  await deregisterImage.handle({ ImageId: gone }, by());
  assert.ok((await tiedImages()).includes(gone));
  await assert.rejects(deregisterImage.handle({ ImageId: gone }, by()), { code: 'InvalidAMIID.Unavailable' });

  await forgetImages({ db, ledger, log });
  await forgetImages({ db, ledger, log });

  assert.deepEqual(await tiedImages(), [kept, shown].sort());
  await assert.rejects(deregisterImage.handle({ ImageId: gone }, by()), { code: 'InvalidAMIID.NotFound' });
  const counter = await db
    .selectFrom('license_counter')
    .select('associations')
    .where('resource_type', '=', 'EC2_AMI')
    .executeTakeFirst();
  assert.equal(counter?.associations, 2);
  const events = await db
    .selectFrom('audit_event')
    .select('record')
    .where('action', '=', 'headroom:ForgetImage')
    .execute();
  assert.equal(events.length, 1);
});

test('tokens and failures are kept for their time and then deleted', async () => {
  const [old, boundary, recent] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => new Date(day)) as [
    Date,
    Date,
    Date,
  ];
  const resource = { type: 'EC2_AMI' as const, id: 'ami-1', ownerId: accountId, region };
  await db.transaction().execute(async (trx) => {
    for (const at of [old, recent]) {
      const key = { accountId, region, action: 'ec2:RunInstances', token: at.toISOString() };
      await insertTokens([{ key, stored: { inputHash: 'h', outcome: { reservationId: 'r-1' } } }], at).execute(trx);
      const failure = {
        licenseId,
        licenseAccountId: accountId,
        resource,
        message: 'm',
        operationName: 'RunInstances',
        requestedBy: 'me',
      };
      await insertFailures([failure], at).execute(trx);
    }
  });
  await deleteOldRecords(db, { tokensBefore: boundary, failuresBefore: boundary });
  const tokens = await db.selectFrom('idempotency_token').select('created_at').execute();
  const failures = await db.selectFrom('license_operation_failure').select('failed_at').execute();
  assert.deepEqual(tokens, [{ created_at: recent }]);
  assert.deepEqual(failures, [{ failed_at: recent }]);
});
