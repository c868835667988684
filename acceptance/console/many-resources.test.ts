import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { givenAccount } from '../given.ts';
import { openPage, visit } from './browser.ts';

/** A license that a hundred thousand machines hold, and the path of its page. */
async function givenManyResources() {
  const { credentials, licenseManager, ec2 } = await givenAccount();
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration({
    Name: 'Everywhere',
    LicenseCountingType: 'Instance',
  });
  const { ImageId } = await ec2.registerImage({ Name: 'everywhere', Architecture: 'x86_64' });
  for (let thousand = 0; thousand < 100; thousand++)
    await ec2.runInstances({
      ...{ ImageId, InstanceType: 't3.micro', MinCount: 1000, MaxCount: 1000 },
      LicenseSpecifications: [{ LicenseConfigurationArn: arn }],
    });
  const [, , , , accountId, , id] = arn!.split(':');
  return { credentials, path: `/licenses/${accountId}/${id}?tab=resources` };
}

test('of the resources under a license only the page that is shown is asked for, and a slow answer holds up no other', async () => {
  const { credentials, path } = await givenManyResources();
  await visit(async ({ page }) => {
    let pages = 0;
    await page.route('**/*', async (route) => {
      const isUsage = route.request().headers()['x-amz-target']?.endsWith('.ListUsageForLicenseConfiguration');
      if (isUsage && ++pages === 1) await sleep(3_000);
      await route.continue();
    });
    await openPage(page, path, credentials);
    await page.getByRole('tab', { name: 'Rules', exact: true }).click();
    await page.getByText('No rules').first().waitFor({ timeout: 2_500 });
    await page.getByRole('tab', { name: 'Resources' }).click();
    await page
      .getByRole('row', { name: /i-\w+.*EC2_INSTANCE/ })
      .first()
      .waitFor();
    await page.getByText('100,000').first().waitFor();
    assert.ok(pages <= 2, `${pages} pages were asked for`);
    assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'no wider than the window');
  });
});
