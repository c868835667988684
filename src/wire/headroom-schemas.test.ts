import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeInput, encodeOutput } from './codec.ts';
import { findOperation, identify } from './identify.ts';
import type { WireRequest } from './request.ts';

const request = (operation: string, input: object): WireRequest => ({
  method: 'POST',
  path: '/',
  rawQuery: '',
  headers: { 'x-amz-target': `Headroom.${operation}` },
  body: Buffer.from(JSON.stringify(input)),
});

async function answer(operation: string, input: object, output: object) {
  const sent = request(operation, input);
  const target = findOperation(identify(sent));
  return {
    input: decodeInput(target.service, target.operation, sent),
    body: (await encodeOutput(target.service, target.operation, { output, requestId: 'r-1' })).body,
  };
}

test('Recount carries its members in both directions', async () => {
  const input = { AccountId: '123456789012', LicenseConfigurationArn: 'arn', Repair: true };
  const output = {
    Checked: 2,
    Differences: [{ LicenseConfigurationArn: 'arn', Counter: 'ConsumedLicenses', Recorded: 3, Recounted: 2 }],
  };
  assert.deepEqual(await answer('Recount', input, output), { input, body: JSON.stringify(output) });
});

test('CreateAccount carries its members in both directions', async () => {
  const output = { AccountId: '123456789012', AccessKeyId: 'AKID', SecretAccessKey: 's' };
  assert.deepEqual(await answer('CreateAccount', {}, output), { input: {}, body: JSON.stringify(output) });
});
