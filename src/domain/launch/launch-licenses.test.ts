import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  consumedOf,
  effectsOf,
  exampleFacts,
  exampleImage,
  exampleLicense,
  licenseId,
  OTHER_ACCOUNT,
  publicImage,
} from '../../../test/example-facts.ts';
import { launch } from '../../../test/example-launch.ts';
import type { License } from '../licenses/license.ts';

const licenses = (count: number): License[] =>
  Array.from({ length: count }, (_, n) => exampleLicense({ id: licenseId(n + 1), name: `License ${n + 1}` }));

describe('which licenses a launch takes', () => {
  test('a license that is named twice is charged once', () => {
    const license = exampleLicense();
    const slashed = arnOf(license).replace('configuration:', 'configuration/');
    const { facts } = launch(exampleFacts({ licenses: [license] }), {
      licenseConfigurationArns: [arnOf(license), slashed, arnOf(license)],
    });
    assert.deepEqual(consumedOf(facts), [1]);
  });

  test('a license that the request and the image bring is charged once', () => {
    const license = exampleLicense();
    const facts = exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] });
    launch(facts, { licenseConfigurationArns: [arnOf(license)] });
    assert.deepEqual(consumedOf(facts), [1]);
  });

  test('an ARN says the account and the Region too', () => {
    const license = exampleLicense();
    for (const wrong of [{ accountId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
      const licenseConfigurationArns = [arnOf({ ...license, ...wrong })];
      assert.match(launch(exampleFacts({ licenses: [license] }), { licenseConfigurationArns }).text, /does not exist/);
    }
  });

  test('one of another Region, one that is deleted and one of another account are not there', () => {
    for (const given of [{ region: 'eu-west-1' }, { status: 'DELETED' }, { accountId: OTHER_ACCOUNT }] as const)
      assert.match(launch([given]).text, /does not exist, or is not visible/);
  });

  test('one that another account shares is taken and stays its owner’s', () => {
    const { text, effects } = launch([{ accountId: OTHER_ACCOUNT, sharedWith: [ACCOUNT] }]);
    assert.equal(text, 'permitted');
    const [association] = effectsOf(effects, 'associate');
    assert.deepEqual(
      [association!.association.licenseAccountId, association!.association.resource.ownerId],
      [OTHER_ACCOUNT, ACCOUNT],
    );
  });

  const publisher = publicImage.ownerId;
  const imageTable: [
    what: string,
    license: Partial<License>,
    amiScope: string | undefined,
    image: typeof exampleImage | typeof publicImage,
    taken: number,
  ][] = [
    ['own license, own image', {}, undefined, exampleImage, 1],
    ['own license, public image', {}, undefined, publicImage, 1],
    ['another account’s license on a public image', { accountId: OTHER_ACCOUNT }, undefined, publicImage, 0],
    [
      'another account’s claim of scope cross-account on an image that it does not own',
      { accountId: OTHER_ACCOUNT },
      'cross-account',
      publicImage,
      0,
    ],
    ['the publisher’s license, for its own launches only', { accountId: publisher }, undefined, publicImage, 0],
    ['the publisher’s license with scope cross-account', { accountId: publisher }, 'cross-account', publicImage, 1],
    [
      'a license that is shared, on an own image',
      { accountId: OTHER_ACCOUNT, sharedWith: [ACCOUNT] },
      undefined,
      exampleImage,
      1,
    ],
    [
      'a license that whom the image is shared with tied for its own launches',
      { accountId: OTHER_ACCOUNT },
      undefined,
      exampleImage,
      0,
    ],
    [
      'a license that is shared with the publisher, which tied it with scope cross-account',
      { accountId: OTHER_ACCOUNT, sharedWith: [publisher] },
      'cross-account',
      publicImage,
      1,
    ],
    [
      'a disabled license of the image lets the launch through untracked',
      { status: 'DISABLED' },
      undefined,
      exampleImage,
      0,
    ],
  ];
  for (const [what, given, amiScope, image, taken] of imageTable)
    test(`from the image: ${what}: ${taken}`, () => {
      const license = exampleLicense(given);
      const facts = exampleFacts({
        licenses: [license],
        imageTies: [{ license, image, ...(amiScope && { amiScope }) }],
      });
      assert.equal(launch(facts, { imageId: image.id }).text, 'permitted');
      assert.deepEqual(consumedOf(facts), [taken]);
    });

  test('the publisher’s hard limit blocks launches of other accounts', () => {
    const license = exampleLicense({ accountId: publisher, licenseCount: 0, hardLimit: true });
    const facts = exampleFacts({
      licenses: [license],
      imageTies: [{ license, image: publicImage, amiScope: 'cross-account' }],
    });
    assert.match(launch(facts, { imageId: publicImage.id }).text, /^No licenses available\./);
  });

  test('a disabled license that is named refuses, though the image brings it too', () => {
    const license = exampleLicense({ status: 'DISABLED' });
    const facts = exampleFacts({ licenses: [license], imageTies: [{ license, image: exampleImage }] });
    assert.match(
      launch(facts, { licenseConfigurationArns: [arnOf(license)] }).text,
      /is disabled; enable it, or leave it out of this launch/,
    );
  });

  test('an image of another account and one of another Region are not there', () => {
    for (const given of [{ ownerId: OTHER_ACCOUNT }, { region: 'eu-west-1' }]) {
      const facts = exampleFacts();
      facts.images.set(exampleImage.id, { ...exampleImage, ...given });
      assert.match(launch(facts).text, /^The image id .* does not exist/);
    }
  });

  test('named and image together make ten at the most', () => {
    const [fromImage, ...named] = licenses(11);
    const facts = exampleFacts({
      licenses: [fromImage!, ...named],
      imageTies: [{ license: fromImage!, image: exampleImage }],
    });
    assert.match(
      launch(facts, { licenseConfigurationArns: named.map(arnOf) }).text,
      /10 license configurations at the most; this would be 11/,
    );
    assert.equal(launch(facts, { licenseConfigurationArns: named.slice(1).map(arnOf) }).text, 'permitted');
  });
});
