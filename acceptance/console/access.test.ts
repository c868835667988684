import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { clientsOf } from '../clients.ts';
import { givenAccount, refused } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { consoleUrl, fillLogin, openPage, visit } from './browser.ts';
import { PASSWORD } from './identities-given.ts';

const REFUSED = { expected: /status of 40[0349]/ };

const dialog = (page: Page) => page.getByRole('dialog');
const press = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true }).click();

/** Opens one of the choices of a dialog, and takes an option. */
async function choose(page: Page, label: RegExp, option: RegExp | string): Promise<void> {
  await dialog(page).getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option }).first().click();
}

test('a user is created with a password, a policy, a group and a key, and may then do that and no more', async () => {
  const account = await givenAccount();
  await account.iam.createGroup({ GroupName: 'auditors' });
  await visit(async ({ page }) => {
    await openPage(page, '/users', account.credentials);
    await page.getByRole('button', { name: 'Create user' }).first().click();
    await dialog(page).getByLabel('User name').fill('ana');
    await dialog(page).getByLabel('Password (optional)').fill('short');
    await checkAccessibility(page);
    await press(page, 'Create');
    await page.getByText('PasswordPolicyViolation').waitFor();
    await dialog(page).getByLabel('Password (optional)').fill(PASSWORD);
    await dialog(page).getByLabel('It has to be changed at the first sign-in').uncheck();
    await press(page, 'Create');
    await page.getByRole('heading', { name: 'ana', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Attach policy' }).first().click();
    await choose(page, /Policy/, /HeadroomLicenseAdministrator/);
    await press(page, 'Attach');
    await page.getByRole('row', { name: /HeadroomLicenseAdministrator/ }).waitFor();
    await page.getByRole('button', { name: 'HeadroomLicenseAdministrator' }).first().click();
    await dialog(page).getByText('"license-manager:*"').waitFor();
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Groups' }).click();
    await page.getByRole('button', { name: 'Add to group' }).first().click();
    await choose(page, /Group/, 'auditors');
    await press(page, 'Add');
    await page.getByRole('row', { name: /auditors/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('tab', { name: 'Password and keys' }).click();
    await page.getByRole('button', { name: 'Create access key' }).first().click();
    await dialog(page).getByText('Its secret is shown this once.').waitFor();
    await checkAccessibility(page);
    await press(page, 'Done');
    await page.getByRole('row', { name: /AKIA.*Active.*Never/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('tab', { name: 'May they?' }).click();
    await page.getByLabel('Actions').fill('license-manager:CreateLicenseConfiguration ec2:RunInstances');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('row', { name: /CreateLicenseConfiguration.*Yes.*HeadroomLicenseAdministrator/ }).waitFor();
    await page.getByRole('row', { name: /RunInstances.*No: nothing allows it/ }).waitFor();
    await checkAccessibility(page);
    await page.reload();
    await fillLogin(page, { account: account.accountId, userName: 'ana', password: PASSWORD });
    await page.getByText(/not authorized to perform: iam:GetUser/).waitFor();
  }, REFUSED);
});

test('a user who has something is not deleted, and one whose password goes is signed out', async () => {
  const account = await givenAccount();
  await account.iam.createUser({ UserName: 'ben' });
  await account.iam.createLoginProfile({ UserName: 'ben', Password: PASSWORD });
  await visit(async ({ page }) => {
    await openPage(page, '/users', account.credentials);
    await page.getByRole('row', { name: /ben/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await press(page, 'Delete');
    await page.getByText('DeleteConflict').waitFor();
    await press(page, 'Cancel');
    await page.getByRole('link', { name: 'ben' }).click();
    await page.getByRole('tab', { name: 'Password and keys' }).click();
    await page.getByRole('button', { name: 'Remove password' }).click();
    await press(page, 'Remove');
    await page.getByText('ben has no password any more.').waitFor();
    await page.goBack();
    await page.getByRole('row', { name: /ben/ }).getByRole('radio').check();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await press(page, 'Delete');
    await page.getByText('No users').waitFor();
    await refused(account.iam.getUser({ UserName: 'ben' }), 'NoSuchEntityException', 404);
  }, REFUSED);
});

test('groups, roles and policies are written, and a policy that is none is refused with the place', async () => {
  const account = await givenAccount();
  await account.iam.createUser({ UserName: 'cleo' });
  await visit(async ({ page }) => {
    await openPage(page, '/policies', account.credentials);
    await page.getByRole('button', { name: 'Create policy' }).first().click();
    await dialog(page).getByLabel('Policy name').fill('readers');
    await dialog(page).getByLabel('Policy', { exact: true }).fill('{"Statement": [{"Effect": "Perhaps"}]}');
    await press(page, 'Create');
    await page.getByText('MalformedPolicyDocument').waitFor();
    await checkAccessibility(page);
    const policy = { Statement: { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' } };
    await dialog(page).getByLabel('Policy', { exact: true }).fill(JSON.stringify(policy));
    await press(page, 'Create');
    await page.getByRole('button', { name: 'readers' }).waitFor();
    await page.getByRole('link', { name: 'User groups' }).click();
    await page.getByRole('button', { name: 'Create group' }).first().click();
    await dialog(page).getByLabel('Group name').fill('team');
    await press(page, 'Create');
    await page.getByRole('button', { name: 'Attach policy' }).first().click();
    await choose(page, /Policy/, /readers/);
    await press(page, 'Attach');
    await page.getByRole('row', { name: /readers/ }).waitFor();
    await checkAccessibility(page);
    await account.iam.addUserToGroup({ GroupName: 'team', UserName: 'cleo' });
    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('row', { name: /cleo/ }).waitFor({ timeout: 20_000 });
    await page.getByRole('link', { name: 'Roles' }).click();
    await page.getByRole('button', { name: 'Create role' }).first().click();
    await dialog(page).getByLabel('Role name').fill('Readers');
    await checkAccessibility(page);
    await press(page, 'Create');
    await page.getByRole('tab', { name: 'Trust' }).click();
    await page.getByText('"sts:AssumeRole"').waitFor();
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'Policies', exact: true }).click();
    await page.getByLabel('Who').fill(`arn:aws:iam::${account.accountId}:user/cleo`);
    await page.getByLabel('Actions').fill('ec2:DescribeInstances');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('row', { name: /DescribeInstances.*Yes.*readers/ }).waitFor();
  }, REFUSED);
});

test('the event history tells who did what, is looked up by what an event is about, and links to one', async () => {
  const account = await givenAccount();
  const { licenseManager } = account;
  for (const Name of ['First', 'Second'])
    await licenseManager.createLicenseConfiguration({ Name, LicenseCountingType: 'Core' });
  const { LicenseConfigurations: [first] = [] } = await licenseManager.listLicenseConfigurations({});
  const id = first!.LicenseConfigurationArn!.split(':').at(-1)!;
  const stranger = clientsOf(account.credentials).licenseManager;
  await refused(
    stranger.deleteLicenseConfiguration({ LicenseConfigurationArn: `${first!.LicenseConfigurationArn}0` }),
    'InvalidParameterValueException',
  );
  await visit(async ({ page }) => {
    await openPage(page, '/events', account.credentials);
    await page
      .getByRole('row', { name: /CreateLicenseConfiguration.*root.*Done/ })
      .first()
      .waitFor();
    await page.getByRole('row', { name: /DeleteLicenseConfiguration.*InvalidParameterValueException/ }).waitFor();
    assert.equal(await page.getByRole('row', { name: /ListLicenseConfigurations/ }).count(), 0);
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'Self-managed licenses' }).click();
    await page.getByRole('link', { name: first!.Name! }).first().click();
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('row', { name: new RegExp(`CreateLicenseConfiguration.*${id}`) }).waitFor();
    assert.equal(await page.getByRole('row', { name: /CreateLicenseConfiguration/ }).count(), 1);
    await page.getByRole('button', { name: 'CreateLicenseConfiguration' }).click();
    await dialog(page).getByText('"eventSource": "license-manager.amazonaws.com"').waitFor();
    await checkAccessibility(page);
    await dialog(page).getByRole('link', { name: 'Link to this event' }).click();
    await page.waitForURL(/EventId=/);
    await page.getByRole('row', { name: /CreateLicenseConfiguration/ }).waitFor();
    await page.getByRole('button', { name: /Look up by/ }).click();
    await page.getByRole('option', { name: 'User name' }).click();
    await page.getByLabel('Value').fill('nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No events', { exact: true }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Show all events' }).click();
    await page
      .getByRole('row', { name: /LookupEvents/ })
      .first()
      .waitFor();
    assert.ok(page.url().startsWith(consoleUrl));
  });
});
