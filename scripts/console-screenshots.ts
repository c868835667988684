import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2 } from '@aws-sdk/client-ec2';
import { type CreateLicenseConfigurationRequest, LicenseManager } from '@aws-sdk/client-license-manager';
import { chromium, type Page } from 'playwright-core';
import { rootCredentials, startServerProcess } from '../test/server-process.ts';

// `npm run console-screenshots`: takes the pictures of the console in `docs/` from a server of its own with a small estate,
// in Debian's Chromium.

const docs = join(import.meta.dirname, '..', 'docs');
const REGION = 'us-east-1';

type Clients = { readonly ec2: EC2; readonly licenseManager: LicenseManager };

/** Machines of a type under a license of their own, launched one by one: what a hard limit refuses is refused. */
async function use(
  { ec2, licenseManager }: Clients,
  terms: CreateLicenseConfigurationRequest,
  { machines, type = 'm5.2xlarge' }: { machines: number; type?: 'm5.2xlarge' | 't3.small' },
): Promise<{ readonly arn: string; readonly imageId: string }> {
  const { LicenseConfigurationArn: arn } = await licenseManager.createLicenseConfiguration(terms);
  const { ImageId: imageId } = await ec2.registerImage({ Name: terms.Name, Architecture: 'x86_64' });
  await licenseManager.updateLicenseSpecificationsForResource({
    ResourceArn: `arn:aws:ec2:${REGION}::image/${imageId}`,
    AddLicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  for (let n = 0; n < machines; n++)
    await ec2.runInstances({ ImageId: imageId, InstanceType: type, MinCount: 1, MaxCount: 1 }).catch((error) => {
      if (error.name !== 'LicenseUsageFailure') throw error;
    });
  return { arn: arn!, imageId: imageId! };
}

const product = (name: string) => [
  {
    ResourceType: 'SSM_MANAGED',
    ProductInformationFilterList: [
      {
        ProductInformationFilterName: 'Application Name',
        ProductInformationFilterValue: [name],
        ProductInformationFilterComparator: 'EQUALS',
      },
    ],
  },
];

async function makeEstate(clients: Clients) {
  const hard = { LicenseCountHardLimit: true };
  const sql = await use(
    clients,
    {
      Name: 'SQL Server',
      LicenseCountingType: 'vCPU',
      LicenseCount: 20,
      ...hard,
      ProductInformationList: product('SQL'),
    },
    { machines: 3 },
  );
  await use(clients, { Name: 'Oracle Database', LicenseCountingType: 'vCPU', LicenseCount: 16 }, { machines: 3 });
  await use(
    clients,
    { Name: 'Windows Server', LicenseCountingType: 'Instance', LicenseCount: 20, ...hard },
    { machines: 19, type: 't3.small' },
  );
  await use(clients, { Name: 'SAP', LicenseCountingType: 'vCPU', LicenseCount: 100, ...hard }, { machines: 2 });
  const { arn, imageId } = await use(clients, { Name: 'Db2 by core', LicenseCountingType: 'Core' }, { machines: 0 });
  const { ec2 } = clients;
  await ec2.allocateHosts({ AvailabilityZone: `${REGION}a`, InstanceFamily: 'm5', Quantity: 3, AutoPlacement: 'on' });
  await ec2.runInstances({
    ImageId: imageId,
    InstanceType: 'm5.4xlarge',
    MinCount: 4,
    MaxCount: 4,
    Placement: { Tenancy: 'host' },
    LicenseSpecifications: [{ LicenseConfigurationArn: arn }],
  });
  return sql;
}

interface Window {
  readonly history: { pushState: (state: unknown, title: string, url: string) => void };
}

/** Goes to a page as a link does, and takes a picture of it once it says something. */
async function shoot(page: Page, path: string, { says, name }: { says: string; name: string }): Promise<void> {
  await page.evaluate(
    (url) => (globalThis as unknown as Window).history.pushState(null, '', url),
    `/console/${REGION}${path}`,
  );
  await page.getByText(says).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(docs, `console-${name}.png`) });
}

const folder = await mkdtemp(join(tmpdir(), 'headroom-screenshots-'));
const server = await startServerProcess(folder);
const browser = await chromium.launch({
  executablePath: process.env['HEADROOM_CHROMIUM'] || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const config = { endpoint: server.url, region: REGION, credentials: rootCredentials };
  const { arn } = await makeEstate({ ec2: new EC2(config), licenseManager: new LicenseManager(config) });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(`${server.url}/console/`);
  await page.getByRole('button', { name: 'Sign in with an access key' }).click();
  await page.getByLabel('Access key ID').fill(rootCredentials.accessKeyId);
  await page.getByLabel('Secret access key').fill(rootCredentials.secretAccessKey);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await shoot(page, '/dashboard', { says: '8 over', name: 'dashboard' });
  const [, , , , account, , id] = arn.split(':');
  await shoot(page, `/licenses/${account}/${id}`, { says: 'Highest', name: 'license' });
  await shoot(page, '/hosts', { says: '2 sockets', name: 'hosts' });
  await shoot(page, '/events', { says: 'RunInstances', name: 'events' });
} finally {
  await browser.close();
  await server.end('SIGTERM');
  await rm(folder, { recursive: true });
}
