import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { allow, type Clients, clientsOf, createUser, deny, refuses, setPolicy, type User } from './access-world.ts';

// A policy names a resource in one way; requests can name it in several.

let server: InProcessServer;
let root: Clients;
let user: User;

before(async () => {
  server = await startInProcessServer();
  root = clientsOf(server.caller);
  user = await createUser(server.caller, 'ann', { statements: [allow('*')] });
});

const forbid = (arn: string) => setPolicy(server.caller, 'ann', allow('*'), deny('*', arn));
const elsewhere = (arn: string) => arn.replace('arn:aws:', 'arn:aws-us-gov:');

test('what a policy denies on a license is denied by every spelling of its ARN, and the trail has the one that is printed', async () => {
  const terms = { Name: 'closed', LicenseCountingType: 'vCPU' } as const;
  const arn = (await root.licenseManager.createLicenseConfiguration(terms)).LicenseConfigurationArn!;
  const slash = arn.replace('license-configuration:', 'license-configuration/');
  await forbid(arn);
  const named = [arn, slash, elsewhere(arn), elsewhere(slash)];
  for (const LicenseConfigurationArn of named) {
    const { licenseManager: own } = user;
    for (const attempt of [
      own.getLicenseConfiguration({ LicenseConfigurationArn }),
      own.updateLicenseConfiguration({ LicenseConfigurationArn, Description: 'x' }),
      own.deleteLicenseConfiguration({ LicenseConfigurationArn }),
      own.tagResource({ ResourceArn: LicenseConfigurationArn, Tags: [{ Key: 'a', Value: 'b' }] }),
    ])
      await refuses(attempt, 'AccessDeniedException', /license-configuration:lic-\S+ with an explicit deny/);
    await root.licenseManager.tagResource({ ResourceArn: LicenseConfigurationArn, Tags: [{ Key: 'a', Value: 'b' }] });
  }
  const events = await server.db
    .selectFrom('audit_event')
    .select('resources')
    .where('action', '=', 'license-manager:TagResource')
    .execute();
  assert.deepEqual(new Set(events.flatMap(({ resources }) => resources)), new Set([arn]));
});
