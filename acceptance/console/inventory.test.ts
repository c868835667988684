import { test } from 'node:test';
import { startAgent } from '../../test/simulated-agent.ts';
import { clientsOf, url } from '../clients.ts';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

const APPLICATIONS = [
  { Name: 'Microsoft SQL Server', Version: '16.0', Publisher: 'Microsoft' },
  { Name: 'Notepad', Version: '1', Publisher: 'Microsoft' },
];

test('servers are found by what runs on them, and what is found is counted under a license', async () => {
  const { credentials, ssm, licenseManager } = await givenAccount();
  await licenseManager.createLicenseConfiguration({ Name: 'SQL Server', LicenseCountingType: 'Instance' });
  const { ActivationId, ActivationCode } = await ssm.createActivation({ IamRole: 'ServerRole' });
  const agent = await startAgent(url, { activationId: ActivationId!, activationCode: ActivationCode! });
  await agent.ask('PutInventory', {
    Items: [
      {
        TypeName: 'AWS:Application',
        SchemaVersion: '1.1',
        CaptureTime: '2026-11-28T03:06:36Z',
        ContentHash: 'one',
        Content: APPLICATIONS.map((entry) => ({ ...entry, Architecture: 'x86_64' })),
      },
    ],
  });
  await visit(async ({ page }) => {
    await openPage(page, '/inventory', credentials);
    const row = page.getByRole('row', { name: new RegExp(agent.instanceId) });
    await row.waitFor();
    await page.getByLabel('Value').fill('Microsoft Word');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Nothing is found').waitFor();
    await page.getByRole('button', { name: 'Remove Microsoft Word' }).click();
    await page.getByLabel('Value').fill('Microsoft SQL Server');
    await page.getByRole('button', { name: 'Search' }).click();
    await row.getByRole('radio').check();
    await page.getByRole('row', { name: /Notepad/ }).waitFor();
    await page.getByRole('button', { name: /License to associate/ }).click();
    await page.getByRole('option', { name: 'SQL Server' }).click();
    await page.getByRole('button', { name: 'Associate', exact: true }).click();
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'SQL Server', exact: true }).click();
    await page.getByRole('tab', { name: 'Resources' }).click();
    await page.getByRole('row', { name: new RegExp(`${agent.instanceId}.*SYSTEMS_MANAGER`) }).waitFor();
  });
});

test('settings are changed, and a value that the server refuses is explained in its words', async () => {
  const { credentials } = await givenAccount();
  const { sns } = clientsOf(credentials);
  const { TopicArn: topic = '' } = await sns.createTopic({ Name: 'aws-license-manager-service-alerts' });
  await visit(
    async ({ page }) => {
      await openPage(page, '/settings', credentials);
      await page.getByLabel('Notifications: SNS topic').fill('arn:aws:sns:us-east-1:123456789012:other');
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText(/the ARN of an SNS topic whose name begins with/).waitFor();
      await page.getByLabel('Notifications: SNS topic').fill(topic);
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText('The settings are changed.').waitFor();
      await checkAccessibility(page);
    },
    { expected: /status of 400/ },
  );
});
