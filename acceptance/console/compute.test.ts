import { test } from 'node:test';
import type { CreateLicenseConfigurationRequest } from '@aws-sdk/client-license-manager';
import type { Page } from 'playwright-core';
import { type Account, givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { openPage, visit } from './browser.ts';

/** An image whose launches take a license of 8 vCPUs, but for what is given. */
async function givenTiedImage(
  { licenseManager, ec2 }: Account,
  terms: Partial<CreateLicenseConfigurationRequest> = {},
) {
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: 'Database',
    LicenseCountingType: 'vCPU',
    LicenseCount: 8,
    LicenseCountHardLimit: true,
    ...terms,
  });
  const { ImageId: imageId } = await ec2.registerImage({ Name: 'database', Architecture: 'x86_64' });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:us-east-1::image/${imageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  return { licenseArn: arn!, imageId: imageId! };
}

const confirm = (page: Page, verb: string) =>
  page.getByRole('dialog').getByRole('button', { name: verb, exact: true }).click();

/** A dry run that would succeed is answered by an error, too. */
const REFUSED = { expected: /status of 4(00|12)/ };

test('a launch says beforehand what it takes and whether it would be refused; then machines stop, start and go', async () => {
  const account = await givenAccount();
  const { imageId } = await givenTiedImage(account);
  await visit(async ({ page }) => {
    await openPage(page, `/instances/launch?image=${imageId}`, account.credentials);
    await page.getByLabel('Instance type').fill('m5.xlarge');
    await page.getByText('It takes 4 vCPUs of Database, of which 8 are left.').waitFor();
    await page.getByText('It would go through now.').waitFor();
    await page.getByLabel('Number of instances').fill('3');
    await page.getByText('It takes 12 vCPUs of Database').waitFor();
    await page.getByText('It would be refused: LicenseUsageFailure').waitFor();
    await page.getByText(/has 8 of 8 vCPUs left; this launch needs 12/).waitFor();
    await checkAccessibility(page);
    await page.getByLabel('Number of instances').fill('1');
    await page.getByText('It would go through now.').waitFor();
    await page.getByRole('button', { name: 'Launch', exact: true }).click();
    const row = page.getByRole('row', { name: /m5\.xlarge/ });
    for (const [state, verb] of [
      ['running', 'Stop'],
      ['stopped', 'Start'],
      ['running', 'Terminate'],
    ] as const) {
      await row.getByText(state).waitFor();
      if (!(await row.getByRole('checkbox').isChecked())) await row.getByRole('checkbox').check();
      await page.getByRole('button', { name: verb, exact: true }).click();
      await checkAccessibility(page);
      await confirm(page, verb);
    }
    await row.getByText('terminated').waitFor();
  }, REFUSED);
});

test('a template names licenses, and a launch from it takes them', async () => {
  const account = await givenAccount();
  await givenTiedImage(account, { LicenseCountingType: 'Instance' });
  await visit(async ({ page }) => {
    await openPage(page, '/launch-templates', account.credentials);
    await page.getByRole('button', { name: 'Create launch template' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('from-console');
    await dialog.getByRole('button', { name: /AMI/ }).click();
    await page.getByRole('option', { name: /database/ }).click();
    await dialog.getByRole('button', { name: /Licenses/ }).click();
    await page.getByRole('option', { name: 'Database' }).click();
    await page.keyboard.press('Escape');
    await checkAccessibility(page);
    await confirm(page, 'Create');
    await page
      .getByRole('row', { name: /from-console/ })
      .getByRole('radio')
      .check();
    await page.getByRole('row', { name: /ami-.*lic-/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'Launch', exact: true }).click();
    await page.getByText('It takes 1 instances of Database, of which 8 are left.').waitFor();
  }, REFUSED);
});

test('hosts are allocated, shown with their sockets and cores, and released', async () => {
  const account = await givenAccount();
  await visit(async ({ page }) => {
    await openPage(page, '/hosts', account.credentials);
    await page.getByRole('button', { name: 'Allocate Dedicated Hosts' }).first().click();
    await checkAccessibility(page);
    await page.getByRole('dialog').getByLabel('Instance family').fill('m5');
    await confirm(page, 'Allocate');
    await page.getByRole('img', { name: '2 sockets with 24 cores each, 0 of 48 cores taken' }).waitFor();
    const { ImageId: imageId } = await account.ec2.registerImage({ Name: 'on-host', Architecture: 'x86_64' });
    const asked = { ImageId: imageId!, InstanceType: 'm5.4xlarge', MinCount: 3, MaxCount: 3 } as const;
    const { Instances: machines = [] } = await account.ec2.runInstances({ ...asked, Placement: { Tenancy: 'host' } });
    await page.getByRole('img', { name: '2 sockets with 24 cores each, 24 of 48 cores taken' }).waitFor();
    await page.getByRole('row', { name: /m5/ }).getByRole('checkbox').check();
    await page.getByText('No license is associated with it.').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Release' }).click();
    await confirm(page, 'Release');
    await page
      .getByText(/Client\.InvalidHost\.Occupied|still has|occupied/i)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await account.ec2.terminateInstances({ InstanceIds: machines.map(({ InstanceId: id }) => id!) });
    await page.getByRole('img', { name: /0 of 48 cores taken/ }).waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Release' }).click();
    await confirm(page, 'Release');
    await page.getByText(/released\.$/).waitFor();
  });
});

test('a host resource group is created for a license, shown with what it allows, and deleted', async () => {
  const account = await givenAccount();
  await account.licenseManager.createLicenseConfiguration({ Name: 'By core', LicenseCountingType: 'Core' });
  await visit(async ({ page }) => {
    await openPage(page, '/host-groups', account.credentials);
    await page.getByRole('button', { name: 'Create host resource group' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('group-of-console');
    await dialog.getByLabel('Instance families (optional)').fill('m5, r5');
    await dialog.getByRole('button', { name: /Licenses/ }).click();
    await page.getByRole('option', { name: 'By core' }).click();
    await page.keyboard.press('Escape');
    await checkAccessibility(page);
    await confirm(page, 'Create');
    await page
      .getByRole('row', { name: /group-of-console/ })
      .getByRole('radio')
      .check();
    await page.getByText('m5, r5').waitFor();
    await page.getByRole('link', { name: /^lic-/ }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Delete' }).click();
    await confirm(page, 'Delete');
    await page.getByText('No host resource groups').waitFor();
  });
});

test('the licenses of an image are changed from its page', async () => {
  const account = await givenAccount();
  const { imageId } = await givenTiedImage(account);
  await account.licenseManager.createLicenseConfiguration({ Name: 'Second', LicenseCountingType: 'Instance' });
  await visit(async ({ page }) => {
    await openPage(page, '/images', account.credentials);
    await page
      .getByRole('row', { name: new RegExp(imageId) })
      .getByRole('radio')
      .check();
    await page.getByRole('button', { name: 'Disassociate Database' }).click();
    await page.getByText('No license is associated with it.').waitFor();
    await page.getByRole('button', { name: /License to associate/ }).click();
    await page.getByRole('option', { name: 'Second' }).click();
    await page.getByRole('button', { name: 'Associate', exact: true }).click();
    await page.getByRole('link', { name: 'Second' }).waitFor();
    await checkAccessibility(page);
  });
});
