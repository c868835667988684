import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();

const REFUSED = { expected: /status of 40[0349]/ };

test('a license is shared with an account that accepts, is seen there, and is taken back', async () => {
  const [owner, other] = await Promise.all([givenAccount(), givenAccount()]);
  await owner.licenseManager.createLicenseConfiguration({ Name: 'Pool', LicenseCountingType: 'vCPU', LicenseCount: 8 });
  await visit(async ({ page }) => {
    await openPage(page, '/shares', owner.credentials);
    await page.getByRole('button', { name: 'Create share' }).first().click();
    await dialog(page).getByLabel('Name').fill('databases');
    await dialog(page)
      .getByRole('button', { name: /Resources/ })
      .click();
    await page.getByRole('option', { name: 'Pool' }).click();
    await page.keyboard.press('Escape');
    await dialog(page).getByLabel('With (optional)').fill('not-an-account');
    await checkAccessibility(page);
    await press(page, 'Create');
    await page.getByText(/InvalidParameterException|MalformedArnException/).waitFor();
    await dialog(page).getByLabel('With (optional)').fill(other.accountId);
    await press(page, 'Create');
    await page
      .getByRole('row', { name: /databases.*ACTIVE/ })
      .getByRole('radio')
      .check();
    await page.getByRole('row', { name: /license-configuration/ }).waitFor();
    await page.getByRole('row', { name: new RegExp(`${other.accountId}.*Yes`) }).waitFor();
    await checkAccessibility(page);
  }, REFUSED);
  await visit(async ({ page }) => {
    await openPage(page, '/shares?tab=invitations', other.credentials);
    await page
      .getByRole('row', { name: /databases.*PENDING/ })
      .getByRole('radio')
      .check();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('The share is accepted.').waitFor();
    await page.getByRole('tab', { name: 'Shared with this account' }).click();
    await page.getByRole('row', { name: new RegExp(`databases.*${owner.accountId}`) }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'Self-managed licenses' }).click();
    await page.getByRole('link', { name: 'Pool' }).waitFor();
  }, REFUSED);
  await visit(async ({ page }) => {
    await openPage(page, '/shares', owner.credentials);
    await page
      .getByRole('row', { name: /databases/ })
      .getByRole('radio')
      .check();
    await page
      .getByRole('row', { name: new RegExp(other.accountId) })
      .getByRole('radio')
      .check();
    await page.getByRole('button', { name: 'Remove' }).last().click();
    await press(page, 'Remove');
    await page.getByText('Shared with nobody').waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).first().click();
    await press(page, 'Delete');
    await page.getByText('Nothing is shared', { exact: true }).waitFor();
  }, REFUSED);
});

test('usage reports are created, run now and deleted, and say how they went and where they are', async () => {
  const { licenseManager, credentials } = await givenAccount();
  await licenseManager.createLicenseConfiguration({ Name: 'Reported', LicenseCountingType: 'vCPU' });
  await visit(async ({ page }) => {
    await openPage(page, '/reports', credentials);
    await page.getByRole('button', { name: 'Create usage report' }).first().click();
    await dialog(page).getByLabel('Name').fill('weekly');
    await dialog(page)
      .getByRole('button', { name: /Licenses/ })
      .click();
    await page.getByRole('option', { name: 'Reported' }).click();
    await page.keyboard.press('Escape');
    for (const kind of [/^Summary/, /^Usage: a line/]) await dialog(page).getByLabel(kind).uncheck();
    await checkAccessibility(page);
    await press(page, 'Create');
    await page.getByText('InvalidParameterValueException').waitFor();
    await dialog(page)
      .getByLabel(/^Summary/)
      .check();
    await press(page, 'Create');
    const row = page.getByRole('row', { name: /weekly.*Every week/ });
    await row.getByText(/aws-license-manager-service-/).waitFor({ timeout: 30_000 });
    await row.getByRole('radio').check();
    await checkAccessibility(page);
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    assert.match(report.suggestedFilename(), /^LicenseConfigurationSummaryReport-.*\.csv$/);
    assert.match(await readFile(await report.path(), 'utf8'), /^PeriodStart,.*\n.*,Reported,/);
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByRole('row', { name: /weekly \d{4}.*Once, now/ }).waitFor();
    await row.getByRole('radio').check();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await press(page, 'Delete');
    await row.waitFor({ state: 'detached' });
  }, REFUSED);
});
