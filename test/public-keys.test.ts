import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdmission, LIMITS } from '../src/admission.ts';
import { startInProcessServer } from './in-process-server.ts';

// What anybody may ask for without a signature.

const KEYS = '/openid-license-manager/keys';

test('a certificate that there cannot be is not there, whatever its id is', async () => {
  const { caller, errors } = await startInProcessServer();
  for (const id of ['none', '%00', '%F0%9F%98%80', "'", 'a%2Fb', 'x'.repeat(90)]) {
    const { status } = await fetch(`${caller.url}/SimpleNotificationService-${id}.pem`);
    assert.equal(status, 404, id);
  }
  assert.deepEqual(errors, []);
});

test('it counts among what is under way', async () => {
  const { caller } = await startInProcessServer({ admission: createAdmission({ ...LIMITS, requests: 0 }) });
  for (const path of [KEYS, '/SimpleNotificationService-none.pem'])
    assert.equal((await fetch(`${caller.url}${path}`)).status, 503, path);
});
