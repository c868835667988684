import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { consoleUrl, fillLogin, visit } from './browser.ts';
import { givenRole, givenUser, PASSWORD } from './identities-given.ts';

const REFUSED = /status of 40[013]/;

const openMenu = (page: Page) => page.getByRole('button', { name: /^\d{12}|@/ }).click();

test('a user signs in by account, name and password, and may do what their policies say', async () => {
  const account = await givenAccount();
  const login = await givenUser(account, 'ana', { policies: ['HeadroomLaunchingUser'] });
  await visit(
    async ({ page, context }) => {
      await page.goto(`${consoleUrl}/licenses`);
      await page.getByLabel('User name').waitFor();
      await checkAccessibility(page);
      await fillLogin(page, { ...login, password: 'Wrong-horse-1' });
      await page.getByText('The account, the user name or the password is wrong.').waitFor();
      await checkAccessibility(page);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /^Self-managed licenses/ }).waitFor();
      await page.goto(`${consoleUrl}/licenses/create`);
      assert.equal(await page.getByLabel('Account').inputValue(), account.accountId);
      await fillLogin(page, login);
      await page.getByLabel('Name', { exact: true }).fill('Mine');
      await page.getByRole('button', { name: 'Create license' }).click();
      await page
        .getByText(/user\/ana is not authorized to perform: license-manager:CreateLicenseConfiguration/)
        .waitFor();
      const { cookies, origins } = await context.storageState({ indexedDB: true });
      const stored = JSON.stringify([cookies, origins, await page.evaluate('({ ...sessionStorage })')]);
      assert.doesNotMatch(stored, /ASIA|horse/);
    },
    { expected: REFUSED },
  );
});

test('a user whose password somebody else chose changes it, and is then where they wanted to be', async () => {
  const account = await givenAccount();
  const login = await givenUser(account, 'ben', { policies: ['AdministratorAccess'], reset: true });
  await visit(
    async ({ page }) => {
      await page.goto(`${consoleUrl}/instances`);
      await fillLogin(page, login);
      await page.getByLabel('New password', { exact: true }).fill('short');
      await page.getByLabel('New password again').fill('other');
      await page.getByText('The two differ.').waitFor();
      await page.getByLabel('New password again').fill('short');
      await checkAccessibility(page);
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('PasswordPolicyViolation').waitFor();
      await page.getByLabel('New password', { exact: true }).fill('Another-horse-2');
      await page.getByLabel('New password again').fill('Another-horse-2');
      await page.getByRole('button', { name: 'Change password' }).click();
      await page.getByText('No instances', { exact: true }).waitFor();
    },
    { expected: REFUSED },
  );
});

test('a session that ends in the middle of a form is begun anew by the password, and nothing is lost', async () => {
  const account = await givenAccount();
  const login = await givenUser(account, 'cleo', { policies: ['HeadroomLicenseAdministrator'] });
  await visit(
    async ({ page }) => {
      await page.goto(`${consoleUrl}/licenses/create`);
      await fillLogin(page, login);
      await page.getByLabel('Name', { exact: true }).fill('Typed before');
      await account.iam.deleteLoginProfile({ UserName: 'cleo' });
      await account.iam.createLoginProfile({ UserName: 'cleo', Password: PASSWORD });
      await page.getByRole('button', { name: 'Create license' }).click();
      await page.getByText('Your session has expired').waitFor();
      await checkAccessibility(page);
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('User name').fill('cleo');
      await dialog.getByLabel('Password').fill(PASSWORD);
      await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { name: 'Typed before' }).waitFor();
    },
    { expected: REFUSED },
  );
});

test('who may switches to roles of this and of another account, which are remembered by name, and back', async () => {
  const [account, other] = await Promise.all([givenAccount(), givenAccount()]);
  const login = await givenUser(account, 'dora', { policies: ['AdministratorAccess'] });
  await givenRole(account, 'Reader', { trusts: account.accountId, policy: 'HeadroomAuditor' });
  await givenRole(other, 'Licenses', { trusts: account.accountId, policy: 'HeadroomLicenseAdministrator' });
  await other.licenseManager.createLicenseConfiguration({ Name: 'Of the other', LicenseCountingType: 'Core' });
  await visit(
    async ({ page, context }) => {
      await page.goto(`${consoleUrl}/licenses`);
      await fillLogin(page, login);
      await page.getByText('No licenses', { exact: true }).waitFor();
      const switchTo = async (accountId: string, roleName: string, displayName = '') => {
        await openMenu(page);
        await page.getByRole('menuitem', { name: 'Switch role' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Account').fill(accountId);
        await dialog.getByLabel('Role name').fill(roleName);
        await dialog.getByLabel('Display name (optional)').fill(displayName);
        await checkAccessibility(page);
        await dialog.getByRole('button', { name: 'Switch role' }).click();
      };
      await switchTo(other.accountId, 'Nobody');
      await page.getByText(/is not authorized to perform: sts:AssumeRole/).waitFor();
      await page.getByRole('dialog').getByLabel('Role name').fill('Licenses');
      await page.getByRole('dialog').getByRole('button', { name: 'Switch role' }).click();
      await page.getByRole('link', { name: 'Of the other' }).first().waitFor();
      await switchTo(account.accountId, 'Reader', 'My @ reader');
      await page.getByText('No licenses yet').waitFor();
      await page.getByRole('button', { name: 'My @ reader' }).click();
      await page.getByRole('menuitem', { name: `Licenses @ ${other.accountId}` }).waitFor();
      await checkAccessibility(page);
      await page.getByRole('menuitem', { name: 'Back to dora' }).click();
      await page.getByRole('button', { name: account.accountId }).waitFor();
      const stored = JSON.stringify((await context.storageState({ indexedDB: true })).origins);
      assert.match(stored, /My @ reader/);
      assert.doesNotMatch(stored, /ASIA|horse/);
      // A role whose session ends is assumed anew as long as the session behind it goes on.
      await openMenu(page);
      await page.getByRole('menuitem', { name: `Licenses @ ${other.accountId}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Switch role' }).click();
      await page.getByRole('link', { name: 'Of the other' }).first().waitFor();
      await page.evaluate(() =>
        (globalThis as unknown as Window).history.pushState(null, '', '/console/us-east-1/licenses/create'),
      );
      await page.getByLabel('Name', { exact: true }).fill('In the role');
      await other.iam.detachRolePolicy({
        RoleName: 'Licenses',
        PolicyArn: 'arn:aws:iam::aws:policy/HeadroomLicenseAdministrator',
      });
      await other.iam.deleteRole({ RoleName: 'Licenses' });
      await givenRole(other, 'Licenses', { trusts: account.accountId, policy: 'HeadroomLicenseAdministrator' });
      await page.getByRole('button', { name: 'Create license' }).click();
      await page.getByRole('heading', { name: 'In the role' }).waitFor();
    },
    { expected: REFUSED },
  );
});

interface Window {
  readonly history: { pushState: (state: unknown, title: string, url: string) => void };
}
