import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inventoryItems } from './inventory-item.ts';
import type { ServerInventory } from './server-inventory.ts';

const server: ServerInventory = {
  name: 'srv',
  platform: { type: 'Linux', name: 'Debian GNU/Linux', version: '12', kernelVersion: '6.1' },
  processors: { model: 'Xeon', cpus: 8, cores: 4, sockets: 1 },
  applications: [{ Name: 'a', Version: '1' }, { Name: 'b' }],
  networks: [],
};
const now = new Date('2026-01-02T03:04:05.678Z');
const itemOf = (typeName: string, inventory: ServerInventory) =>
  inventoryItems(inventory, now).find(({ TypeName }) => TypeName === typeName)!;

test('processors are texts, empty where they are not known', () => {
  assert.deepEqual(itemOf('AWS:InstanceDetailedInformation', server).Content, [
    {
      CPUModel: 'Xeon',
      CPUSpeedMHz: '',
      CPUs: '8',
      CPUSockets: '1',
      CPUCores: '4',
      CPUHyperThreadEnabled: 'true',
      KernelVersion: '6.1',
      OSServicePack: '',
    },
  ]);
  const [unknown] = itemOf('AWS:InstanceDetailedInformation', { ...server, processors: { cpus: 2 } }).Content;
  assert.deepEqual([unknown!['CPUCores'], unknown!['CPUSockets'], unknown!['CPUHyperThreadEnabled']], ['', '', '']);
});

test('the time is whole seconds in UTC', () =>
  assert.equal(itemOf('AWS:Application', server).CaptureTime, '2026-01-02T03:04:05Z'));

test('equal software has one hash in whatever order it is listed, other software another', () => {
  const applications = fc.uniqueArray(fc.record({ Name: fc.string(), Version: fc.string() }), {
    selector: ({ Name }) => Name,
    minLength: 1,
  });
  fc.assert(
    fc.property(applications, fc.nat(), (list, n) => {
      const turned = [...list.slice(n % list.length), ...list.slice(0, n % list.length), list[0]!];
      const hashOf = (some: typeof list) => itemOf('AWS:Application', { ...server, applications: some }).ContentHash;
      assert.equal(hashOf(turned), hashOf(list));
      assert.notEqual(hashOf(list.slice(1)), hashOf(list));
    }),
  );
});
