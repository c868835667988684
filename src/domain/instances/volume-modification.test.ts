import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { modifyVolume, type VolumeChange } from './volume-modification.ts';
import { VOLUME_RANGES, type VolumePerformance, withUsualPerformance } from './volume-performance.ts';

const volume = (volumeType: string, sizeGiB: number, given: { iops?: number; throughput?: number } = {}) =>
  withUsualPerformance({ volumeType, sizeGiB, iops: given.iops, throughput: given.throughput });

function become(from: VolumePerformance, change: VolumeChange) {
  const modified = modifyVolume(from, change);
  if (!modified.ok) return modified.problem;
  const { volumeType, sizeGiB, iops, throughput } = modified.target;
  return [volumeType, sizeGiB, iops, throughput];
}

test('what is not given stays, and another type brings its first IOPS and throughput', () => {
  const gp3 = volume('gp3', 100, { iops: 4_000, throughput: 500 });
  assert.deepEqual(become(gp3, { sizeGiB: 200 }), ['gp3', 200, 4_000, 500]);
  assert.deepEqual(become(gp3, { volumeType: 'io2' }), ['io2', 100, 3_000, undefined]);
  assert.deepEqual(become(volume('io1', 100, { iops: 500 }), { volumeType: 'gp3' }), ['gp3', 100, 3_000, 125]);
  assert.deepEqual(become(gp3, { volumeType: 'gp2', sizeGiB: 500 }), ['gp2', 500, 1_500, undefined]);
  assert.deepEqual(become(volume('gp2', 8), { volumeType: 'gp3' }), ['gp3', 8, 3_000, 125]);
  assert.deepEqual(become(volume('gp2', 8), { sizeGiB: 100 }), ['gp2', 100, 300, undefined]);
});

for (const [what, from, change, text] of [
  ['a smaller size', volume('gp3', 30), { sizeGiB: 29 }, /^New size cannot be smaller than existing size/],
  ['a size that the type has not', volume('gp2', 8), { volumeType: 'st1' }, /st1 .* 8 GiB: .* 125 to 16384/],
  ['a size past the largest', volume('standard', 8), { sizeGiB: 1_025 }, /1025 GiB/],
  ['IOPS of gp2', volume('gp2', 8), { iops: 3_000 }, /iops is not supported for gp2 volumes/],
  ['throughput of io2', volume('io2', 8, { iops: 100 }), { throughput: 125 }, /throughput is not supported for io2/],
  ['too few IOPS', volume('gp3', 100), { iops: 2_999 }, /2999 IOPS: .* 3000 to 80000/],
  ['too many IOPS for the size', volume('gp3', 20), { iops: 15_000 }, /ratio of 750\.000000 .* maximum is 500$/],
  ['io1 that is too small for its IOPS', volume('gp3', 20), { volumeType: 'io1' }, /ratio of 150\.000000 .* is 50$/],
  ['too much throughput for the IOPS', volume('gp3', 20), { throughput: 1_000 }, /ratio of 0\.333333 .* 0\.250000/],
] as const)
  test(`refused: ${what}`, () => {
    assert.match(become(from, change) as string, text);
  });

test('what becomes of a volume is of its type’s ranges, not smaller, and can stay as it is', () => {
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const changes = fc.record({
    volumeType: optional(fc.constantFrom(...Object.keys(VOLUME_RANGES))),
    sizeGiB: optional(fc.integer({ min: 1, max: 70_000 })),
    iops: optional(fc.integer({ min: 100, max: 300_000 })),
    throughput: optional(fc.integer({ min: 125, max: 2_000 })),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16_384 }), changes, (sizeGiB, change) => {
      const from = volume('gp3', sizeGiB);
      const modified = modifyVolume(from, change);
      if (!modified.ok) return;
      const ranges = VOLUME_RANGES[modified.target.volumeType]!;
      assert.ok(modified.target.sizeGiB >= sizeGiB && modified.target.sizeGiB <= ranges.sizeGiB[1]);
      if (ranges.iops) assert.ok(modified.target.iops! >= ranges.iops[0] && modified.target.iops! <= ranges.iops[1]);
      assert.deepEqual(modifyVolume(modified.target, {}), modified);
    }),
  );
});
