import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Credentials, clientsOf } from '../clients.ts';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();

const REFUSED = { expected: /status of 40[0349]/ };

test('who used what of a license on a day, and the most at once, stands on a page that a link shows', async () => {
  const { credentials, licenseManager, ec2 } = await givenAccount();
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: 'Used',
    LicenseCountingType: 'vCPU',
  });
  const { ImageId } = await ec2.registerImage({ Name: 'used', Architecture: 'x86_64' });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1::image/${ImageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  await ec2.runInstances({ ImageId, InstanceType: 'm5.xlarge', MinCount: 2, MaxCount: 2 });
  await visit(async ({ page }) => {
    await openPage(page, '/uses', credentials);
    await page.getByRole('button', { name: /Choose a license/ }).click();
    await page.getByRole('option', { name: 'Used' }).click();
    await page
      .getByRole('row', { name: /i-\w+.*EC2_INSTANCE.*4.*It goes on/ })
      .first()
      .waitFor();
    await page.getByText('8 at the most, first at').waitFor();
    await checkAccessibility(page);
    await page.waitForURL(/license=arn/);
    await page.getByRole('textbox', { name: 'Day' }).fill('2026/01/01');
    await page.getByText('Nothing used it on that day').waitFor();
    await page.waitForURL(/day=2026-01-01/);
    await checkAccessibility(page);
  }, REFUSED);
});

test('a topic is made, takes the alerts of License Manager, and is subscribed to', async () => {
  const { credentials } = await givenAccount();
  await visit(async ({ page }) => {
    await openPage(page, '/alerts', credentials);
    await page.getByRole('button', { name: 'Create topic' }).first().click();
    await checkAccessibility(page);
    await press(page, 'Create');
    await page
      .getByRole('row', { name: /aws-license-manager-service-alerts/ })
      .getByRole('radio')
      .check();
    await page.getByRole('button', { name: 'Send alerts here' }).click();
    await page.getByRole('row', { name: /aws-license-manager-service-alerts.*Go here/ }).waitFor();
    await page.getByRole('button', { name: 'Subscribe', exact: true }).first().click();
    await dialog(page).getByLabel('Endpoint').fill('not an address');
    await press(page, 'Subscribe');
    await page.getByText('InvalidParameter').first().waitFor();
    await dialog(page).getByLabel('Endpoint').fill('https://chat.example.com/hook');
    await press(page, 'Subscribe');
    await page.getByRole('row', { name: /chat\.example\.com.*Waits for confirmation/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Publish message' }).click();
    await dialog(page).getByLabel('Message').fill('Hello');
    await press(page, 'Publish');
    await page.getByText('The message is on its way').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await press(page, 'Delete');
    await page.getByText('No topics').waitFor();
  }, REFUSED);
});

test('a webhook is made, its secret shown once, tried and deleted; what it could not be told is tried again and dropped', async () => {
  const { credentials, licenseManager } = await givenAccount();
  await visit(async ({ page }) => {
    await openPage(page, '/webhooks', credentials);
    await page.getByRole('button', { name: 'Create webhook' }).first().click();
    await dialog(page).getByLabel('URL').fill('ftp://cmdb.example.com');
    await press(page, 'Create');
    await page.getByText('a URL that begins with').first().waitFor();
    await dialog(page).getByLabel('URL').fill('http://127.0.0.1:9/hook');
    await dialog(page).getByLabel('License Consumption Change').uncheck();
    await checkAccessibility(page);
    await press(page, 'Create');
    await dialog(page)
      .getByText(/^whsec_/)
      .waitFor();
    await checkAccessibility(page);
    await press(page, 'Done');
    const row = page.getByRole('row', { name: /127\.0\.0\.1:9\/hook.*License Alert/ });
    await row.getByRole('radio').check();
    await page.getByRole('button', { name: 'Send test' }).click();
    await page.getByText('A test is on its way').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await press(page, 'Delete');
    await page.getByText('No webhooks').waitFor();

    await page.getByRole('link', { name: 'Failed deliveries' }).click();
    const failed = page.getByRole('row', { name: /127\.0\.0\.1:9\/hook.*Webhook Test/ });
    await failed.getByText('deleted meanwhile').waitFor();
    await checkAccessibility(page);
    await failed.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('One delivery tried again.').waitFor();
    await failed.getByText('deleted meanwhile').waitFor();
    await failed.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
    await press(page, 'Drop');
    await page.getByText('Nothing was given up').waitFor();

    const { LicenseConfigurationArn } = await licenseManager.createLicenseConfiguration({
      ...{ Name: 'Overdrawn', LicenseCountingType: 'Instance', LicenseCount: 0 },
    });
    await launchWith(credentials, LicenseConfigurationArn!);
    await page.getByRole('link', { name: 'Alert history' }).click();
    await page.getByRole('row', { name: /LimitExceeded.*Overdrawn.*exceeded by 1/ }).waitFor();
    await checkAccessibility(page);
  }, REFUSED);
});

async function launchWith(credentials: Credentials, LicenseConfigurationArn: string): Promise<void> {
  const { ec2 } = clientsOf(credentials);
  const { ImageId } = await ec2.registerImage({ Name: 'overdrawn', Architecture: 'x86_64' });
  await ec2.runInstances({
    ...{ ImageId, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 },
    LicenseSpecifications: [{ LicenseConfigurationArn }],
  });
}

test('the audit pack of a license is a button, and says why it cannot be made', async () => {
  const { credentials, licenseManager } = await givenAccount();
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: 'Packed',
    LicenseCountingType: 'vCPU',
  });
  await visit(async ({ page }) => {
    await openPage(page, `/licenses/${arn!.split(':')[4]}/${arn!.split(':').at(-1)}`, credentials);
    await page.getByRole('button', { name: 'Audit pack' }).click();
    await checkAccessibility(page);
    const first = dialog(page).getByRole('textbox', { name: 'First day' });
    await first.fill('1980/01/01');
    await press(page, 'Download');
    await dialog(page).getByText('more than 3700 days apart').waitFor();
    await first.fill('2026/01/01');
    const [pack] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
    assert.match(pack.suggestedFilename(), /^lic-[0-9a-f]{32}-2026-01-01-.*\.zip$/);
    const bytes = await readFile(await pack.path());
    assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
    await page.getByText('The audit pack is downloaded.').waitFor();
  }, REFUSED);
});
