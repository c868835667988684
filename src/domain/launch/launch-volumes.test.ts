import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, exampleFacts, exampleImage, REGION } from '../../../test/example-facts.ts';
import { launch } from '../../../test/example-launch.ts';
import type { Facts } from '../facts.ts';
import type { ImageBlockDevice } from '../images/image.ts';
import type { LaunchDevice } from '../instances/instance.ts';

const ROOT: ImageBlockDevice = {
  deviceName: exampleImage.rootDeviceName,
  snapshotId: 'snap-root',
  volumeSizeGiB: 40,
  volumeType: 'gp3',
  iops: 4_000,
};
const DATA: ImageBlockDevice = { deviceName: '/dev/sdf', snapshotId: 'snap-data', volumeSizeGiB: 100 };

/** The devices of a machine that is launched from an image of the account. */
function devicesOf(requested: LaunchDevice[] | undefined, mapped: ImageBlockDevice[], snapshots: Facts['snapshots']) {
  const facts = exampleFacts();
  facts.images.set(exampleImage.id, { ...exampleImage, blockDevices: mapped });
  const settings = requested ? { blockDevices: requested } : {};
  const { outcome, effects } = launch({ ...facts, snapshots }, { settings });
  if (!outcome.ok) return outcome.refusal;
  const inserted = effects.find((effect) => effect.kind === 'insert-instance');
  return inserted!.instance.settings.blockDevices;
}

const launchDevices = (requested?: LaunchDevice[], mapped = [ROOT, DATA], snapshots: Facts['snapshots'] = new Map()) =>
  devicesOf(requested, mapped, snapshots);

test('a machine has the volumes of its image, and those of the request', () => {
  assert.deepEqual(launchDevices(), [ROOT, DATA]);
  const added = { deviceName: '/dev/sdg', volumeSizeGiB: 5 };
  assert.deepEqual(launchDevices([added]), [ROOT, DATA, added]);
  assert.equal(launchDevices(undefined, []), undefined);
});

test('what the request says of a device goes over what the image says', () => {
  const { deviceName } = ROOT as { deviceName: string };
  const bigger = { deviceName, volumeSizeGiB: 80 };
  assert.deepEqual(launchDevices([bigger], [ROOT]), [{ ...ROOT, volumeSizeGiB: 80 }]);
  const { iops: _iops, ...withoutIops } = ROOT;
  const otherType = { deviceName, volumeType: 'gp2' };
  assert.deepEqual(launchDevices([otherType], [ROOT]), [{ ...withoutIops, volumeType: 'gp2' }]);
  const { volumeSizeGiB: _size, ...withoutSize } = ROOT;
  const other = { id: 'snap-other', accountId: ACCOUNT, region: REGION, sizeGiB: undefined };
  const devices = launchDevices([{ deviceName, snapshotId: other.id }], [ROOT], new Map([[other.id, other]]));
  assert.deepEqual(devices, [{ ...withoutSize, snapshotId: other.id }]);
});

test('a device is left out, unless it is the root', () => {
  const without = (deviceName: string) => [{ deviceName, noDevice: true }];
  assert.deepEqual(launchDevices(without('/dev/sdf')), [ROOT]);
  assert.deepEqual(launchDevices(without(exampleImage.rootDeviceName)), [ROOT, DATA]);
  assert.deepEqual(launchDevices(without('/dev/sdz'), [ROOT]), [ROOT]);
});

test('a size that nobody gives is that of the account’s own snapshot', () => {
  const snapshot = { id: 'snap-1', accountId: ACCOUNT, region: REGION, sizeGiB: 25 };
  const known = (given = {}) => new Map([['snap-1', { ...snapshot, ...given }]]);
  const device = { deviceName: '/dev/sdg', snapshotId: 'snap-1' };
  assert.deepEqual(launchDevices([device], [], known()), [{ ...device, volumeSizeGiB: 25 }]);
  assert.deepEqual(launchDevices([device], [], known({ sizeGiB: undefined })), [device]);
  const sized = { ...device, volumeSizeGiB: 30 };
  assert.deepEqual(launchDevices([sized], [], known()), [sized]);
});

test('a snapshot of another account or Region, or of nobody, is refused, and one of the image is not', () => {
  const snapshot = { id: 'snap-1', accountId: ACCOUNT, region: REGION, sizeGiB: 25 };
  const refusal = { kind: 'snapshot-not-found', snapshotId: 'snap-1' };
  const device = { deviceName: '/dev/sdg', snapshotId: 'snap-1' };
  for (const known of [[], [{ ...snapshot, accountId: '999999999999' }], [{ ...snapshot, region: 'eu-west-1' }]])
    assert.deepEqual(launchDevices([device], [], new Map(known.map((one) => [one.id, one]))), refusal);
  assert.deepEqual(launchDevices([{ deviceName: '/dev/sdf', snapshotId: 'snap-data' }], [DATA]), [DATA]);
});
