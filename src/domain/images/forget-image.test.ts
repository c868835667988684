import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  arnOf,
  consumedOf,
  effectsOf,
  exampleActor,
  exampleFacts,
  exampleImage,
  exampleLicense,
  publicImage,
} from '../../../test/example-facts.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';

const tiesOf = (facts: Facts, id: string): string[] => (facts.associations.get(id) ?? []).map((a) => a.licenseId);

describe('the sweep of deregistered images', () => {
  const license = exampleLicense({ consumed: 3 });
  const sweep = (facts: Facts, imageId = exampleImage.id) =>
    decide({ kind: 'forget-image', actor: exampleActor('headroom:SweepImages'), imageId }, facts);
  const facts = () => exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] });

  test('takes the licenses off an image that is gone, and gives nothing back', () => {
    const known = facts();
    known.images.delete(exampleImage.id);
    const { effects } = sweep(known);
    assert.deepEqual(
      [tiesOf(known, exampleImage.id), known.associationCounts.get(license.id), consumedOf(known)],
      [[], 0, [3]],
    );
    assert.deepEqual(effectsOf(effects, 'audit')[0]!.resources, [arnOf(license)]);
    assert.deepEqual(sweep(known).effects, []);
  });

  test('leaves an image that is there', () => {
    const known = facts();
    assert.deepEqual(sweep(known).effects, []);
    assert.deepEqual(tiesOf(known, exampleImage.id), [license.id]);
  });

  test('leaves a public image, which no account owns', () => {
    const known = exampleFacts({ licenses: [license], imageTies: [{ license, image: publicImage }] });
    assert.deepEqual(sweep(known, publicImage.id).effects, []);
  });
});
