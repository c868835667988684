import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { uniqueName } from '../clients.ts';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();

const REFUSED = { expected: /status of 40[0349]/ };

test('an organization is created, with units, and accounts that move', async () => {
  const account = await givenAccount();
  await visit(async ({ page }) => {
    await openPage(page, '/organization', account.credentials);
    await page.getByRole('button', { name: 'Create organization' }).click();
    await checkAccessibility(page);
    await press(page, 'Create');
    await page.getByText(`${account.accountId} (this one)`).waitFor();
    await page.getByRole('tab', { name: 'Units' }).click();
    await page.getByRole('row', { name: /Root/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Create unit below' }).click();
    await dialog(page).getByLabel('Name').fill('Research');
    await press(page, 'Create');
    await page.getByRole('row', { name: /Root \/ Research/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'Create account' }).click();
    await dialog(page).getByLabel('Account name').fill('Lab');
    await dialog(page).getByLabel('Email address').fill('not an address');
    await press(page, 'Create');
    await page.getByText('InvalidInputException').waitFor();
    await dialog(page)
      .getByLabel('Email address')
      .fill(`${uniqueName('lab')}@example.com`);
    await press(page, 'Create');
    await page.getByText(/^Lab is account \d{12}/).waitFor();
    await page.getByRole('row', { name: /Lab/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await dialog(page).getByRole('button', { name: /To/ }).click();
    await page.getByRole('option', { name: 'Root / Research' }).click();
    await press(page, 'Move');
    await page.getByText('Lab is moved.').waitFor();
    await checkAccessibility(page);
  }, REFUSED);
});

test('policies cut what accounts may do, and an account is closed', async () => {
  const { organizations, credentials } = await givenAccount();
  await organizations.createOrganization({});
  await organizations.createAccount({ AccountName: 'Lab', Email: `${uniqueName('lab')}@example.com` });
  await visit(async ({ page }) => {
    await openPage(page, '/organization?tab=policies', credentials);
    await page.getByRole('button', { name: 'Turn on' }).click();
    await page.getByText('Service control policies hold now.').waitFor();
    await page.getByRole('button', { name: 'Create policy' }).first().click();
    await dialog(page).getByLabel('Name').fill('no-launches');
    await press(page, 'Create');
    await page
      .getByRole('row', { name: /no-launches/ })
      .getByRole('radio')
      .check();
    await page.getByRole('button', { name: 'Attach' }).first().click();
    await dialog(page).getByRole('button', { name: /To/ }).click();
    await page.getByRole('option', { name: /^Lab/ }).click();
    await press(page, 'Attach');
    await page.getByRole('row', { name: /Lab.*ACCOUNT/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('row', { name: /Lab/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await press(page, 'Close');
    await page.getByRole('row', { name: /Lab.*SUSPENDED/ }).waitFor();
  }, REFUSED);
});

test('an account that is invited accepts, sees in which organization it is, and leaves', async () => {
  const [manager, invited] = await Promise.all([givenAccount(), givenAccount()]);
  await manager.organizations.createOrganization({});
  await visit(async ({ page }) => {
    await openPage(page, '/organization', manager.credentials);
    await page.getByRole('button', { name: 'Invite account' }).click();
    await dialog(page).getByLabel('Account ID').fill(invited.accountId);
    await press(page, 'Invite');
    await page.getByRole('tab', { name: 'Invitations' }).click();
    await page.getByRole('row', { name: new RegExp(`${invited.accountId}.*OPEN`) }).waitFor();
    await checkAccessibility(page);
  }, REFUSED);
  await visit(async ({ page }) => {
    await openPage(page, '/organization', invited.credentials);
    await page.getByRole('row', { name: /OPEN/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText(manager.accountId).first().waitFor();
    await page.getByRole('button', { name: 'Leave organization' }).click();
    await press(page, 'Leave');
    await page.getByText('No organization', { exact: true }).waitFor();
  }, REFUSED);
});
