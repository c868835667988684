import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Filter, type FilterRules, parseFilters, wildcardMatcher } from './filters.ts';

interface Machine {
  readonly name: string;
  readonly cores?: number;
  readonly zones?: string[];
  readonly burstable?: boolean;
  readonly launched?: Date;
  readonly tags?: { Key?: string; Value?: string }[];
}

const rules: FilterRules<Machine> = {
  accessors: {
    name: (machine) => machine.name,
    cores: (machine) => machine.cores,
    zone: (machine) => machine.zones,
    burstable: (machine) => machine.burstable,
    launched: (machine) => machine.launched,
  },
  tagsOf: (machine) => machine.tags ?? [],
};

function matches(machine: Machine, ...filters: [name: string, ...values: string[]][]): boolean {
  const parsed = parseFilters(
    filters.map(([Name, ...Values]) => ({ Name, Values })),
    rules,
  );
  assert.ok(parsed.ok);
  return parsed.matches(machine);
}

const refusalOf = (...filters: Filter[]) => parseFilters(filters, rules);

test('without filters everything matches', () => {
  assert.ok(matches({ name: 'a' }));
  assert.equal(parseFilters(undefined, rules).ok, true);
});

test('the values of a filter are alternatives', () => {
  assert.ok(matches({ name: 'b' }, ['name', 'a', 'b']));
  assert.ok(!matches({ name: 'c' }, ['name', 'a', 'b']));
});

test('all filters must match', () => {
  assert.ok(matches({ name: 'a', cores: 4 }, ['name', 'a'], ['cores', '4']));
  assert.ok(!matches({ name: 'a', cores: 8 }, ['name', 'a'], ['cores', '4']));
});

test('values are compared by case, as text', () => {
  assert.ok(!matches({ name: 'A' }, ['name', 'a']));
  assert.ok(matches({ name: 'a', burstable: false }, ['burstable', 'false']));
  assert.ok(matches({ name: 'a', launched: new Date(0) }, ['launched', '1970-01-01T00:00:00.000Z']));
});

test('one entry of a list is enough; what an item lacks never matches', () => {
  assert.ok(matches({ name: 'a', zones: ['x', 'y'] }, ['zone', 'y']));
  assert.ok(!matches({ name: 'a', zones: [] }, ['zone', '*']));
  assert.ok(!matches({ name: 'a' }, ['zone', '*']));
});

test('tags are matched by key and value, by key, or by value', () => {
  const machine = { name: 'a', tags: [{ Key: 'Owner', Value: 'TeamA' }, { Key: 'tag:x' }] };
  assert.ok(matches(machine, ['tag:Owner', 'Team?']));
  assert.ok(!matches(machine, ['tag:owner', 'TeamA']));
  assert.ok(!matches(machine, ['tag:Team', 'TeamA']));
  assert.ok(matches(machine, ['tag:tag:x', '']));
  assert.ok(matches(machine, ['tag-key', 'Owner']));
  assert.ok(!matches(machine, ['tag-key', 'TeamA']));
  assert.ok(matches(machine, ['tag-value', 'TeamA']));
  assert.ok(!matches({ name: 'a' }, ['tag-key', '*']));
});

test('an unknown filter and one without a name are invalid', () => {
  const invalid = (name: string) => ({ ok: false, kind: 'invalid', name });
  assert.deepEqual(refusalOf({ Name: 'nonesuch', Values: ['a'] }), invalid('nonesuch'));
  assert.deepEqual(refusalOf({ Name: 'constructor', Values: ['a'] }), invalid('constructor'));
  assert.deepEqual(refusalOf({ Name: 'nonesuch' }), invalid('nonesuch'));
  assert.deepEqual(refusalOf({ Values: ['a'] }), invalid('null'));
});

test('nothing fits a filter without values', () => {
  assert.ok(!matches({ name: 'a' }, ['name']));
  assert.ok(!matches({ name: '' }, ['name']));
});

test('tag filters are unknown to items without tags', () => {
  const parsed = parseFilters<Machine>([{ Name: 'tag:x', Values: ['a'] }], { accessors: rules.accessors });
  assert.equal(parsed.ok, false);
});

test('50 filters with 200 values of 255 characters in all are accepted, and no more of any', () => {
  const texts = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);
  const filters = (count: number, Values: string[]) => texts(count).map(() => ({ Name: 'name', Values }));
  assert.equal(refusalOf(...filters(50, texts(4))).ok, true);
  assert.deepEqual(refusalOf(...filters(51, ['a'])), { ok: false, kind: 'tooMany', what: 'filters', limit: 50 });
  assert.deepEqual(refusalOf(...filters(41, texts(5))), { ok: false, kind: 'tooMany', what: 'values', limit: 200 });
  assert.equal(refusalOf({ Name: 'name', Values: ['a'.repeat(255)] }).ok, true);
  const long = { Name: 'name', Values: ['a'.repeat(256)] };
  assert.deepEqual(refusalOf(long), { ok: false, kind: 'tooMany', what: 'characters', limit: 255 });
});

test('a backslash takes the meaning of a wildcard or of a backslash', () => {
  assert.ok(wildcardMatcher('\\*amazon\\?\\\\')('*amazon?\\'));
  assert.ok(!wildcardMatcher('\\*amazon\\?\\\\')('xamazon?\\'));
  assert.ok(wildcardMatcher('a\\b')('a\\b'));
  assert.ok(wildcardMatcher('a\\')('a\\'));
  assert.ok(wildcardMatcher('\\\\*')('\\anything'));
});

test('a question mark is one character, also one of two code units; a star spans lines', () => {
  assert.ok(wildcardMatcher('a?c')('a\u{1F600}c'));
  assert.ok(!wildcardMatcher('a?c')('ac'));
  assert.ok(wildcardMatcher('a*c')('a\nb\nc'));
});

test('a pattern made to backtrack is answered all the same', () => {
  assert.ok(!wildcardMatcher(`${'a*'.repeat(2000)}b`)('a'.repeat(4000)));
});

/** The definition, as a recursion; a pattern holds no escapes. */
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*')
    return matchesByDefinition(rest, text) || (text !== '' && matchesByDefinition(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesByDefinition(rest, text.slice(1));
}

const letters = (alphabet: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength });

test('wildcards match by their definition', () => {
  fc.assert(
    fc.property(letters('ab*?', 8), letters('ab', 8), (pattern, text) => {
      assert.equal(wildcardMatcher(pattern)(text), matchesByDefinition(pattern, text));
    }),
    { numRuns: 2000 },
  );
});

test('an escaped text matches itself and nothing else', () => {
  fc.assert(
    fc.property(letters('ab*?\\', 8), letters('ab*?\\', 8), (text, other) => {
      const matcher = wildcardMatcher(text.replace(/[*?\\]/g, '\\$&'));
      assert.ok(matcher(text));
      assert.equal(matcher(other), text === other);
    }),
  );
});
