import assert from 'node:assert/strict';
import { test } from 'node:test';
import { platformDetails } from '../catalogue/usage-operations.ts';
import {
  billingOf,
  drawUpImage,
  findBillingProblem,
  IMPORT_USAGE_OPERATIONS,
  type LicenseType,
  type Platform,
} from './image-import.ts';

type Given = [platform: Platform | undefined, licenseType: LicenseType | undefined, usageOperation?: string];
const billing = ([platform, licenseType, usageOperation]: Given) => ({
  ...(platform && { platform }),
  ...(licenseType && { licenseType }),
  ...(usageOperation && { usageOperation }),
});

test('an import is billed by its platform and license type, or as the usage operation says', () => {
  const rows: [Given, platform: Platform, usageOperation: string][] = [
    [['Windows', 'BYOL'], 'Windows', 'RunInstances:0800'],
    [['Windows', 'AWS'], 'Windows', 'RunInstances:0002'],
    [['Windows', undefined], 'Windows', 'RunInstances:0002'],
    [['Linux', 'BYOL'], 'Linux', 'RunInstances'],
    [['Linux', undefined], 'Linux', 'RunInstances'],
    [[undefined, 'AWS'], 'Windows', 'RunInstances:0002'],
    [[undefined, 'BYOL'], 'Linux', 'RunInstances'],
    [[undefined, undefined], 'Linux', 'RunInstances'],
    [[undefined, undefined, 'RunInstances:0102'], 'Windows', 'RunInstances:0102'],
    [['Linux', undefined, 'RunInstances:0100'], 'Linux', 'RunInstances:0100'],
  ];
  for (const [given, platform, usageOperation] of rows) {
    assert.equal(findBillingProblem(billing(given)), undefined);
    assert.deepEqual(billingOf(billing(given)), { platform, usageOperation }, given.join());
  }
});

test('what does not go together has a text', () => {
  assert.match(findBillingProblem(billing(['Windows', 'BYOL', 'RunInstances:0800']))!, /not both/);
  assert.match(findBillingProblem(billing(['Linux', 'AWS']))!, /BYOL/);
  assert.match(
    findBillingProblem(billing(['Linux', undefined, 'RunInstances:0002']))!,
    /is for Windows, and the platform is Linux/,
  );
  for (const operation of IMPORT_USAGE_OPERATIONS) assert.ok(platformDetails(operation), operation);
});

test('the image is of its own media, unseen by launches, and its disks have devices of their own', () => {
  const scope = { taskId: 'import-ami-1', accountId: '111111111111', region: 'us-east-1', at: new Date(0) };
  const disks = [
    { format: 'VMDK' },
    { format: 'VMDK', deviceName: '/dev/sdb' },
    { snapshotId: 'snap-0123456789abcdef0' },
  ];
  const image = drawUpImage({ platform: 'Windows', licenseType: 'BYOL', bootMode: 'uefi', disks }, scope);
  assert.deepEqual([image.name, image.platform, image.platformDetails], ['import-ami-1', 'windows', 'Windows BYOL']);
  assert.deepEqual(
    [image.settings.importing, image.settings.publicSource, image.settings.bootMode],
    [true, undefined, 'uefi'],
  );
  const devices = image.settings.blockDevices.map((device) => device.deviceName);
  assert.deepEqual(devices, ['/dev/sda1', '/dev/sdb', '/dev/sdc']);
  assert.equal(image.rootDeviceName, '/dev/sda1');
  assert.match(image.settings.blockDevices[0]!.snapshotId!, /^snap-[0-9a-f]{17}$/);
  assert.equal(image.settings.blockDevices[2]!.snapshotId, 'snap-0123456789abcdef0');
});
