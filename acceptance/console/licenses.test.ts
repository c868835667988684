import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Account, givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { consoleUrl, fillSignIn, openPage, visit } from './browser.ts';

/** A license of the account, and the path of its page. */
async function givenLicensePage(
  { accountId, licenseManager }: Account,
  terms: { Name: string; LicenseCount?: number },
) {
  const asked = { LicenseCountingType: 'vCPU', ...terms } as const;
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration(asked);
  return { arn: arn!, path: `/licenses/${accountId}/${arn!.split(':').at(-1)}` };
}

/** From now on the API answers the page as it answers a session that has expired. */
const endSession = (page: Page) =>
  page.route('**/*', (route) =>
    route.request().headers()['x-amz-target']
      ? route.fulfill({
          status: 400,
          contentType: 'application/x-amz-json-1.1',
          body: '{"__type":"ExpiredTokenException","Message":"The security token included in the request is expired"}',
        })
      : route.continue(),
  );

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

test('a newcomer is led from a license to the launch that it stops', async () => {
  const { credentials } = await givenAccount();
  await visit(
    async ({ page }) => {
      await openPage(page, '/dashboard', credentials);
      await page.getByRole('link', { name: 'Get started' }).last().click();
      await page.getByRole('button', { name: 'Create license' }).click();
      await page.getByText('SQL Server is created, with 16 vCPUs.').waitFor();
      await page.getByRole('button', { name: 'Associate image' }).click();
      await page.getByText(/ami-\w+ is associated with SQL Server/).waitFor();
      await page.getByRole('button', { name: 'Launch two machines' }).click();
      await page.getByText('16 of 16 vCPUs are used').waitFor();
      await page.getByRole('button', { name: 'Launch a third machine' }).click();
      await page.getByText(/has 0 of 16 vCPUs left; this launch needs 8/).waitFor();
      await checkAccessibility(page);
      await page.getByRole('link', { name: 'Open the license' }).click();
      await page.getByRole('row', { name: /RunInstances/ }).waitFor();
      await checkAccessibility(page);
    },
    { expected: /status of 400/ },
  );
});

test('a license is created from a template, which names its source and is no legal advice', async () => {
  const { credentials, licenseManager } = await givenAccount();
  await visit(async ({ page }) => {
    await openPage(page, '/licenses/create', credentials);
    await page.getByRole('button', { name: /Start from/ }).click();
    await page.getByRole('option', { name: /Windows Server/ }).click();
    await page.getByText(/Source: Microsoft Product Terms/).waitFor();
    await page.getByText('This is no legal advice').waitFor();
    assert.equal(await page.getByLabel('Minimum vCPUs').count(), 0);
    await page.getByLabel('Number of cores (optional)').fill('96');
    await page.getByLabel('Minimum cores').fill('8');
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Create license' }).click();
    await heading(page, 'Windows Server').waitFor();
    await page.getByText('0 of 96 cores').waitFor();
    await page.getByRole('tab', { name: 'Rules', exact: true }).click();
    await page.getByRole('row', { name: /License affinity to host \(days\) 90/ }).waitFor();
  });
  const { LicenseConfigurations: [license] = [] } = await licenseManager.listLicenseConfigurations();
  assert.deepEqual(license!.LicenseRules, [
    '#allowedTenancy=EC2-DedicatedHost',
    '#minimumCores=8',
    '#licenseAffinityToHost=90',
  ]);
});

test('what the server refuses is said beside the form, which keeps what was typed', async () => {
  const { credentials } = await givenAccount();
  await visit(
    async ({ page }) => {
      await openPage(page, '/licenses/create', credentials);
      await page.getByLabel('Name').fill('Wrong');
      await page.getByLabel('Minimum vCPUs').fill('9');
      await page.getByLabel('Maximum vCPUs').fill('4');
      await page.getByRole('button', { name: 'Create license' }).click();
      await page.getByText('#minimumVcpus=9 is above #maximumVcpus=4').waitFor();
      assert.equal(await page.getByLabel('Name').inputValue(), 'Wrong');
    },
    { expected: /status of 400/ },
  );
});

test('a limit is edited; what somebody else changed meanwhile stays', async () => {
  const account = await givenAccount();
  const { arn, path } = await givenLicensePage(account, { Name: 'Edited', LicenseCount: 4 });
  await visit(async ({ page }) => {
    await openPage(page, `${path}/edit`, account.credentials);
    const count = page.getByLabel('Number of vCPUs (optional)');
    await count.fill('12');
    await account.licenseManager.updateLicenseConfiguration({ LicenseConfigurationArn: arn, Description: 'Of others' });
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('0 of 12 vCPUs').waitFor();
    await page.getByText('Of others').waitFor();
  });
});

test('a session that ends in the middle of a form asks for a key, and the form is sent then', async () => {
  const { credentials } = await givenAccount();
  await visit(
    async ({ page }) => {
      await openPage(page, '/licenses/create', credentials);
      await page.getByLabel('Name').fill('Typed before');
      await endSession(page);
      await page.getByRole('button', { name: 'Create license' }).click();
      await page.getByText('Your session has expired').waitFor();
      await checkAccessibility(page);
      await page.unrouteAll();
      await fillSignIn(page, credentials);
      await heading(page, 'Typed before').waitFor();
    },
    { expected: /status of 40[03]/ },
  );
});

test('images are associated and disassociated', async () => {
  const account = await givenAccount();
  const { path } = await givenLicensePage(account, { Name: 'Tied', LicenseCount: 4 });
  const { ImageId: imageId } = await account.ec2.registerImage({ Name: 'own-image', Architecture: 'x86_64' });
  await visit(async ({ page }) => {
    await openPage(page, `${path}/associate`, account.credentials);
    await page.getByRole('combobox', { name: 'Find AMIs' }).fill('own-image');
    await page.keyboard.press('Enter');
    await page
      .getByRole('row', { name: new RegExp(imageId!) })
      .getByRole('checkbox')
      .check();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Associate' }).click();
    const row = page.getByRole('row', { name: /EC2_AMI/ });
    await row.getByRole('checkbox').check();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Disassociate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disassociate' }).click();
    await page.getByText('Nothing is associated').waitFor();
  });
});

test('the keyboard alone creates a license', async () => {
  const { credentials } = await givenAccount();
  await visit(async ({ page }) => {
    await page.goto(`${consoleUrl}/licenses/create`);
    await heading(page, 'Sign in to Headroom').waitFor();
    await page.getByRole('button', { name: 'Sign in with an access key' }).press('Enter');
    await page.getByLabel('Access key ID').focus();
    await page.keyboard.type(credentials.accessKeyId);
    await page.keyboard.press('Tab');
    await page.keyboard.type(credentials.secretAccessKey);
    await page.keyboard.press('Enter');
    await heading(page, 'Create license').waitFor();
    await page.locator('input:focus').waitFor();
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Enter');
    await heading(page, 'By keyboard').waitFor();
  });
});

test('the page of a license that somebody deleted says so', async () => {
  const account = await givenAccount();
  const { arn, path } = await givenLicensePage(account, { Name: 'Gone' });
  await visit(
    async ({ page }) => {
      await openPage(page, path, account.credentials);
      await heading(page, 'Gone').waitFor();
      for (const tab of ['Usage over time', 'Associations', 'Rules', 'Discovery rules', 'Failures', 'Tags']) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        await checkAccessibility(page);
      }
      await account.licenseManager.deleteLicenseConfiguration({ LicenseConfigurationArn: arn });
      await page
        .getByText(/InvalidParameterValueException|ResourceNotFoundException/)
        .first()
        .waitFor({ timeout: 20_000 });
    },
    { expected: /status of 40[04]/ },
  );
});

test('tags are added and removed, and a license is deactivated', async () => {
  const account = await givenAccount();
  const { path } = await givenLicensePage(account, { Name: 'Tagged' });
  await visit(async ({ page }) => {
    await openPage(page, `${path}?tab=tags`, account.credentials);
    await page.getByLabel('Key', { exact: true }).fill('cost-center');
    await page.getByLabel('Value (optional)').fill('<b>42</b>');
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.getByText('cost-center = <b>42</b>').waitFor();
    await page.getByRole('button', { name: 'Remove cost-center' }).click();
    await page.getByText('cost-center = <b>42</b>').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByText('DISABLED').waitFor();
  });
});

test('usage over time is a chart with the limit, over any range', async () => {
  const account = await givenAccount();
  const { arn, path } = await givenLicensePage(account, { Name: 'Metered', LicenseCount: 6 });
  const { ImageId: imageId } = await account.ec2.registerImage({ Name: 'metered', Architecture: 'x86_64' });
  const licensed = { ImageId: imageId!, LicenseSpecifications: [{ LicenseConfigurationArn: arn }] };
  await account.ec2.runInstances({ ...licensed, InstanceType: 'm5.xlarge', MinCount: 1, MaxCount: 1 });
  await visit(async ({ page }) => {
    await openPage(page, path, account.credentials);
    await page.getByText('Highest: 4 vCPUs').waitFor();
    await page.getByText('Limit now').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: /Last 1 week/ }).click();
    await page.getByRole('radio', { name: 'Last 1 year' }).check();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('button', { name: /Last 1 year/ }).waitFor();
    await page.getByText('Highest: 4 vCPUs').waitFor();
  });
});
