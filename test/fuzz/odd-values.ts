import type { Shape } from '../../src/wire/shape.ts';
import type { Random } from './random.ts';
import type { World } from './valid-inputs.ts';

const numbers = [-1, 0, 1, 5, 255, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 63), 1e308, -0, 0.5, 1e-9];

const texts = [
  ...['', ' ', '0', '-1', '1e308', 'NaN', 'null', 'undefined', 'true', '\0', 'a\0b', '\ud800', 'x\udc00y', '\uffff'],
  ...['ü', '💥', '‮', '\n', "'; DROP TABLE instance; --", '%', '_', '\\', '*', '?', '[*', '$1', '__proto__'],
  ...[
    'constructor',
    'toString',
    '#allowedTenancy=',
    '#minimumVcpus=0',
    '#',
    '$Latest',
    '$Default',
    '$',
    '9'.repeat(40),
  ],
  ...['instance-id', 'tag:a', 'tag:', 'tag-key', 'launch-time', 'name', 'key', 'vpc-id', 'is-default', 'owner-id'],
  ...[
    'licenseCountingType',
    'enforceLicenseCount',
    'usagelimitExceeded',
    'resourceArn',
    'resourceType',
    'resourceAccount',
  ],
  ...[
    'm5.large',
    'u-24tb1.112xlarge',
    'default',
    'host',
    'dedicated',
    'us-east-1',
    'us-east-1a',
    'self',
    'instance',
    'gp3',
  ],
  ...['i-0123456789abcdef0', 'ami-', 'lt-0', 'arn:aws:ec2:::', 'arn:aws:ec2:us-east-1::image/', ':::::::::', 'vCPU'],
  ...[
    'AVAILABLE',
    'DISABLED',
    'EC2_AMI',
    'EC2_INSTANCE',
    'cross-account',
    '2024-02-30T25:61:61Z',
    '1970-01-01T00:00:00Z',
  ],
];

const long = [1_000, 70_000].map((length) => 'x'.repeat(length));

/** What is there, by name; the world has more than names. */
const namesIn = (world: World): string[] =>
  Object.values(world)
    .flat()
    .filter((name): name is string => typeof name === 'string');

/** A text that is odd, or names what is there or nearly so. */
export const oddText = ({ pick, below }: Random, world: World): string => {
  if (below(20) === 0) return pick(long);
  return below(3) === 0 ? pick(namesIn(world)) : pick(texts);
};

/** A value of any type. */
export function oddValue(random: Random, world: World): unknown {
  const { below, pick } = random;
  const text = () => oddText(random, world);
  const values: (() => unknown)[] = [
    () => null,
    () => pick([true, false]),
    () => pick(numbers),
    text,
    () => [],
    () => ({}),
    () => [text()],
    () => ({ [text()]: text() }),
    () => Array(pick([2, 1_000, 1_001])).fill(pick([null, text(), below(10), {}])),
    () => [[[[text()]]]],
  ];
  return pick(values)();
}

/** A value such as the shape asks for, made of odd ones. */
export function typedValue(shape: Shape, random: Random, world: World, depth = 0): unknown {
  const { below, pick } = random;
  const inner = (child: Shape) => typedValue(child, random, world, depth + 1);
  switch (shape.kind) {
    case 'structure': {
      const count = depth > 4 ? 0 : Math.min(shape.members.length, 1 + below(3));
      const members = Array.from({ length: count }, () => pick(shape.members));
      return Object.fromEntries(members.map((member) => [member.name, inner(member.shape)]));
    }
    case 'list':
      return Array.from({ length: pick([0, 1, 1, 2, 7]) }, () => inner(shape.member));
    case 'map':
      return { [oddText(random, world)]: inner(shape.value) };
    case 'number':
      return pick(numbers);
    case 'boolean':
      return pick([true, false]);
    case 'timestamp':
      return pick([0, 1e9, -1e12, 8.64e12, 1e18]);
    case 'blob':
      return pick(['', 'AAAA', 'x', '====', 'A'.repeat(30_000)]);
    default:
      return oddText(random, world);
  }
}
