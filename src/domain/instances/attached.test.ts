import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idFromSeed } from '../ids.ts';
import { attachedIdsOf, volumesOf } from './attached.ts';
import { possibleOwners } from './attached-id.ts';
import type { Instance } from './instance.ts';

const instance = (seed: string, devices: readonly string[], state = 'running'): Instance =>
  ({
    id: idFromSeed('i', seed),
    state,
    settings: {
      rootDeviceName: '/dev/xvda',
      iamInstanceProfileArn: 'arn:aws:iam::111111111111:instance-profile/web',
      blockDevices: devices.map((deviceName) => ({ deviceName })),
    },
  }) as unknown as Instance;

test('a machine is among the possible owners of what it has', () => {
  const devices = fc.uniqueArray(fc.string(), { maxLength: 60 });
  fc.assert(
    fc.property(fc.string(), devices, (seed, names) => {
      const machine = instance(seed, names);
      const ids = attachedIdsOf(machine);
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) {
        assert.match(id, /^(vol|eni|iip-assoc)-[0-9a-f]{17}$/);
        assert.ok(possibleOwners(id).includes(machine.id));
      }
    }),
  );
});

test('the root volume is there whether it is listed or not, and nothing of a terminated machine', () => {
  const rootOf = (devices: string[]) => volumesOf(instance('a', devices)).filter((volume) => volume.isRoot).length;
  assert.deepEqual([rootOf([]), rootOf(['/dev/sdf']), rootOf(['/dev/sdf', '/dev/xvda'])], [1, 1, 1]);
  const gone = instance('a', ['/dev/sdf'], 'terminated');
  assert.deepEqual([volumesOf(gone), attachedIdsOf(gone)], [[], []]);
});

test('an id of another kind or form has no owner', () => {
  for (const id of ['i-0123456789abcdef0', 'vol-x', 'eni-0123', 'vol-0123456789ABCDEF0', 'iip-assoc-1'])
    assert.deepEqual(possibleOwners(id), []);
});
