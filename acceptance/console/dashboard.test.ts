import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CreateLicenseConfigurationRequest } from '@aws-sdk/client-license-manager';
import type { Page } from 'playwright-core';
import { clientsOf } from '../clients.ts';
import { type Account, givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

const FIRST_PAGE_BYTES = 350_000;
const REQUESTS = 10;

/** An account with a license over its limit, one at it that refused a launch, one near it, one without a limit. */
async function givenUse(): Promise<Account> {
  const account = await givenAccount();
  await use(account, { Name: 'Soft', LicenseCount: 4 }, 2);
  await use(account, { Name: 'Hard', LicenseCount: 4, LicenseCountHardLimit: true }, 2);
  await use(account, { Name: 'Near', LicenseCount: 9 }, 2);
  await use(account, { Name: 'Open' }, 1);
  const [soon, past] = [29.5, -1].map((days) => Math.floor(Date.now() / 1000) + days * 86_400);
  const ending = { LicenseCountingType: 'Core' } as const;
  await account.licenseManager.createLicenseConfiguration({ Name: 'Ending', ...ending, LicenseExpiry: soon });
  await account.licenseManager.createLicenseConfiguration({ Name: 'Ended', ...ending, LicenseExpiry: past });
  return account;
}

async function use(
  { licenseManager, ec2 }: Account,
  terms: Partial<CreateLicenseConfigurationRequest>,
  machines: number,
): Promise<void> {
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: 'Any',
    LicenseCountingType: 'vCPU',
    ...terms,
  });
  const { ImageId: imageId } = await ec2.registerImage({ Name: `image-${terms.Name}`, Architecture: 'x86_64' });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1::image/${imageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  for (let n = 0; n < machines; n++) {
    const launch = ec2.runInstances({ ImageId: imageId, InstanceType: 'm5.xlarge', MinCount: 1, MaxCount: 1 });
    await launch.catch((error) => assert.equal(error.name, 'LicenseUsageFailure'));
  }
}

/** What the page asks the API for. */
function recordRequests(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(request.headers()['x-amz-target'] ?? request.postData() ?? '');
  });
  return asked;
}

test('the dashboard says at once what is over, at and near its limit, and what was refused', async () => {
  const { credentials } = await givenUse();
  await visit(async ({ page }) => {
    await openPage(page, '/dashboard', credentials);
    const soft = page.getByRole('row', { name: /Soft/ });
    await soft.getByText('8 of 4 vCPUs').waitFor();
    await soft.getByText('4 over').waitFor();
    await soft.getByText('Over the limit').waitFor();
    await soft.getByRole('img', { name: 'From 8 to 8, at the most 8' }).waitFor();
    await page.getByRole('row', { name: /Hard/ }).getByText('None left').waitFor();
    await page.getByRole('row', { name: /Near/ }).getByText('1 left').waitFor();
    await page.getByRole('row', { name: /Open/ }).getByText('4 vCPUs').waitFor();
    await page.getByText(/RunInstances – .*has 0 of 4 vCPUs left; this launch needs 4/).waitFor();
    await page.getByText(/Expired Ended: \d{4}-/).waitFor();
    await page.getByText(/Expires soon Ending: in 30 days, /).waitFor();
    await checkAccessibility(page);
    await page.getByRole('link', { name: '1 Over the limit' }).click();
    await page
      .getByRole('heading', { name: 'Self-managed licenses (1)' })
      .or(page.getByText('1 match'))
      .first()
      .waitFor();
    await checkAccessibility(page);
  });
});

test('the dashboard of an account without licenses says what to do first, in the dark too', async () => {
  const { credentials } = await givenAccount();
  await visit(
    async ({ page }) => {
      await openPage(page, '/dashboard', credentials);
      await page.getByText('No licenses yet').waitFor();
      assert.ok((await brightnessOfText(page)) > 180);
      await checkAccessibility(page);
      await page.getByRole('button', { name: 'Light mode' }).click();
      assert.ok((await brightnessOfText(page)) < 80);
    },
    { colorScheme: 'dark' },
  );
});

/** From 0, black, to 255. */
async function brightnessOfText(page: Page): Promise<number> {
  const color = await page.evaluate<string>('getComputedStyle(document.querySelector("h1")).color');
  return Math.max(...color.match(/\d+/g)!.map(Number));
}

test('the dashboard asks for no more with a thousand licenses, and its code is small', async () => {
  const { credentials, licenseManager } = await givenAccount();
  const create = (n: number) =>
    licenseManager.createLicenseConfiguration({ Name: `L${n}`, LicenseCountingType: 'Core', LicenseCount: n });
  for (let n = 0; n < 1000; n += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => create(n + i)));
  await visit(async ({ page }) => {
    const asked = recordRequests(page);
    const scripts: number[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(Number(response.headers()['content-length']));
    });
    await openPage(page, '/dashboard', credentials);
    await page.getByText(/\(10\/1,?000\)/).waitFor();
    await page.waitForLoadState('networkidle');
    assert.ok(asked.length <= REQUESTS, `asked ${asked}`);
    const bytes = scripts.reduce((sum, size) => sum + size, 0);
    assert.ok(scripts.length > 1 && bytes <= FIRST_PAGE_BYTES, `${bytes} bytes of JavaScript`);
  });
});

test('a dashboard that the server does not answer says so in its words, keeps what it showed, and recovers', async () => {
  const { credentials } = await givenUse();
  await visit(
    async ({ page }) => {
      await openPage(page, '/dashboard', credentials);
      await page.getByRole('row', { name: /Soft/ }).waitFor();
      await page.route('**/*', (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({
              status: 400,
              contentType: 'application/x-amz-json-1.1',
              body: '{"__type":"RateLimitExceededException","Message":"Too many requests came from here."}',
            })
          : route.continue(),
      );
      await page.getByText('Too many requests came from here.').first().waitFor({ timeout: 30_000 });
      assert.equal(await page.getByRole('row', { name: /Soft/ }).count(), 1);
      await page.unroute('**/*');
      await page.getByRole('button', { name: 'Try again' }).first().click();
      await page.getByText('Too many requests came from here.').first().waitFor({ state: 'detached', timeout: 40_000 });
    },
    { expected: /status of 400/ },
  );
});

test('a license that somebody else deletes goes from the list, and from what is chosen', async () => {
  const account = await givenAccount();
  const other = clientsOf(account.credentials).licenseManager;
  const name = `<img src=x onerror=alert(1)> ${'n'.repeat(226)}`;
  const [gone] = await Promise.all(
    [name, 'Stays'].map((Name) => other.createLicenseConfiguration({ Name, LicenseCountingType: 'vCPU' })),
  );
  await visit(async ({ page }) => {
    await openPage(page, '/licenses', account.credentials);
    await page
      .getByRole('row', { name: /onerror/ })
      .getByRole('checkbox')
      .check();
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no wider than the window');
    await other.deleteLicenseConfiguration({ LicenseConfigurationArn: gone!.LicenseConfigurationArn });
    await page.getByText(name).waitFor({ state: 'detached', timeout: 20_000 });
    assert.equal(await page.getByRole('button', { name: 'Delete' }).isDisabled(), true);
    await page.getByRole('row', { name: /Stays/ }).waitFor();
  });
});
