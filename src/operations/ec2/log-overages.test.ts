import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { logOverages } from './log-overages.ts';

test('an overage names the account, the Region and the command that lists what takes the licenses', () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) });
  const licenseArn = 'arn:aws:license-manager:eu-west-1:111122223333:license-configuration:lic-1';
  const overage = { licenseId: 'lic-1', licenseArn, name: 'SQL', licenseCount: 4, consumed: 8 };

  const outcome = { ok: true, overages: [overage] } as unknown as Parameters<typeof logOverages>[0];
  logOverages(outcome, { log, requestId: 'r', accountId: '111122223333', region: 'eu-west-1' });

  const { time: _, level, ...line } = lines[0]!;
  assert.equal(level, 40);
  assert.deepEqual(line, {
    requestId: 'r',
    accountId: '111122223333',
    region: 'eu-west-1',
    ...overage,
    list: `aws license-manager list-usage-for-license-configuration --region eu-west-1 --license-configuration-arn ${licenseArn}`,
    msg: 'license configuration is over its soft limit',
  });
});
