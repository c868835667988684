import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Constraints, findViolation } from './constraints.ts';

const constraints: Constraints = {
  Name: { length: [1, 3] },
  Tags: { items: [1, 2] },
  'Tags[].Key': { pattern: /^[a-z]+$/, form: 'small letters' },
  'Options.Kind': { oneOf: ['a', 'b'] },
  'Options.Count': { integer: true, range: [1, 9] },
  'Options.Only': { range: [1, 1] },
};

describe('findViolation', () => {
  it('passes what satisfies every constraint, and members that are absent', () => {
    assert.equal(
      findViolation(constraints, { Name: 'abc', Tags: [{ Key: 'k' }, {}], Options: { Kind: 'a', Count: 9 } }),
      undefined,
    );
    assert.equal(findViolation(constraints, {}), undefined);
    assert.equal(findViolation(constraints, { Options: null, Tags: undefined }), undefined);
  });

  const breaches: [member: string, input: object, expected: RegExp][] = [
    ['Name', { Name: '' }, /1 to 3 characters, got 0/],
    ['Name', { Name: 'abcd' }, /1 to 3 characters, got 4/],
    ['Tags', { Tags: [] }, /1 to 2 items, got 0/],
    ['Tags[1].Key', { Tags: [{ Key: 'k' }, { Key: 'K' }] }, /for Tags\[1\]\.Key: expected small letters\.$/],
    ['Options.Kind', { Options: { Kind: 'c' } }, /one of a, b/],
    ['Options.Count', { Options: { Count: 1.5 } }, /whole number/],
    ['Options.Count', { Options: { Count: 10 } }, /1 to 9/],
    ['Options.Only', { Options: { Only: 3 } }, /expected 1\.$/],
  ];
  for (const [member, input, expected] of breaches)
    it(`names ${member} of ${JSON.stringify(input)}`, () => {
      const violation = findViolation(constraints, input);
      assert.equal(violation?.member, member);
      assert.match(violation.message, expected);
    });

  it('tells the first violation in the order of the constraints', () => {
    assert.equal(findViolation(constraints, { Options: { Kind: 'c' }, Name: '' })?.member, 'Name');
  });
});
