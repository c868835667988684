import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  ACCOUNT,
  arnOf,
  exampleActor,
  exampleFacts,
  exampleInstance,
  exampleLicense,
  OTHER_ACCOUNT,
  textOf,
} from '../../../test/example-facts.ts';
import { decide } from '../decide.ts';
import type { Facts } from '../facts.ts';
import { resourceArn } from '../resource.ts';

const machine = exampleInstance();
const theirs = exampleLicense({ accountId: OTHER_ACCOUNT });

/** Takes the license off the machine, as an account. */
function untie(facts: Facts, accountId: string): string {
  const actor = exampleActor('license-manager:UpdateLicenseSpecificationsForResource', { accountId });
  const arn = resourceArn({ type: 'EC2_INSTANCE', id: machine.id, ownerId: ACCOUNT, region: machine.region });
  const remove = [{ licenseConfigurationArn: arnOf(theirs) }];
  return textOf(
    decide({ kind: 'update-license-specifications', actor, resourceArn: arn, add: [], remove }, facts).outcome,
  );
}

describe('a license that came with another account’s image', () => {
  const tied = () =>
    exampleFacts({ instances: [machine], licenses: [theirs], ties: [{ license: theirs, instance: machine, held: 1 }] });

  test('is taken off a machine by the owner of the license', () => {
    const facts = tied();
    assert.equal(untie(facts, OTHER_ACCOUNT), 'permitted');
    assert.deepEqual([facts.associations.get(machine.id), facts.consumption.size], [[], 0]);
  });

  test('and not by the owner of the machine, who is told whose it is', () => {
    const facts = tied();
    const text = untie(facts, ACCOUNT);
    assert.match(text, new RegExp(`belongs to account ${OTHER_ACCOUNT}; that account can take it off`));
    assert.equal(facts.consumption.size, 1);
  });

  test('nor by anybody else', () => {
    assert.match(untie(tied(), '333333333333'), /does not exist in this account and Region/);
  });
});
