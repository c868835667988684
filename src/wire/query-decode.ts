import { CommonFault, Fault } from '../fault.ts';
import { checkBlob, checkItemCount, checkNumber, checkString, clip, MAX_DEPTH, wrongType } from './scalar.ts';
import type { ListShape, MapShape, Member, Shape, StructureShape } from './shape.ts';
import { parseTimestamp } from './timestamp.ts';

export type QueryProtocol = 'ec2Query' | 'awsQuery';

/** `A.1.B=x` is the node A, whose child 1 has the child B with the text x. */
type Branch = Map<string, Node>;
type Node = string | Branch;

/** A node and the parameter name that leads to it. */
interface At<N extends Node = Node> {
  readonly node: N;
  readonly path: string;
  readonly protocol: QueryProtocol;
}

/** Parameters that belong to the protocol or to the signature and not to the input. */
const PROTOCOL_PARAMETER =
  /^(Action|Version|X-Amz-.+|AWSAccessKeyId|Signature|SignatureMethod|SignatureVersion|Timestamp|Expires|SecurityToken)$/i;

// Some clients count from 0 (fog, Libcloud).
const INDEX = /^(0|[1-9]\d{0,5})$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** The input that query-protocol parameters spell. Throws a CommonFault that names the offending parameter. */
export function decodeQuery(
  protocol: QueryProtocol,
  shape: Shape,
  parameters: ReadonlyMap<string, string>,
): Record<string, unknown> {
  if (shape.kind !== 'structure') return {};
  const members = membersOf(shape, protocol);
  const root: Branch = new Map();
  for (const [key, value] of parameters) if (members.has(key) || !PROTOCOL_PARAMETER.test(key)) plant(root, key, value);
  return readStructure(shape, { node: root, path: '', protocol });
}

function plant(root: Branch, key: string, value: string): void {
  const segments = key.split('.');
  if (segments.length > MAX_DEPTH)
    throw new CommonFault('MalformedRequest', `A parameter is nested deeper than ${MAX_DEPTH} levels.`);
  const last = segments.pop() as string;
  let branch = root;
  for (const segment of segments) {
    const child = branch.get(segment) ?? new Map();
    if (typeof child === 'string') throw bothKinds(key);
    branch.set(segment, child);
    branch = child;
  }
  if (branch.has(last)) throw bothKinds(key);
  branch.set(last, value);
}

const bothKinds = (key: string): CommonFault =>
  new CommonFault('MalformedRequest', `The parameter ${clip(key)} or a part of it has both a value and members.`);

/** Lists and maps that are not flattened keep their items in one child; ec2Query flattens all of them. */
function readValue(shape: Shape, at: At, flattened = at.protocol === 'ec2Query'): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(shape, branchAt(at, 'a structure'));
    case 'list':
      return readList(shape, flattened ? at : into(at, shape.xmlName));
    case 'map':
      return readMap(shape, flattened ? at : into(at, 'entry'));
    default:
      return readScalar(shape, at);
  }
}

function readScalar(shape: Exclude<Shape, StructureShape | ListShape | MapShape>, { node, path }: At): unknown {
  if (typeof node !== 'string') throw wrongType(path, {}, 'a single value');
  switch (shape.kind) {
    case 'number':
      if (!NUMBER.test(node)) throw wrongType(path, node, 'a number');
      return checkNumber(path, Number(node));
    case 'boolean':
      return BOOLEANS.get(node.toLowerCase()) ?? fail(wrongType(path, node, 'true or false'));
    case 'timestamp':
      return parseTimestamp(path, node, shape.format ?? 'date-time');
    case 'blob':
      return checkBlob(path, node);
    default:
      return checkString(path, node);
  }
}

function readStructure(shape: StructureShape, { node, path, protocol }: At<Branch>): Record<string, unknown> {
  const members = membersOf(shape, protocol);
  const result: Record<string, unknown> = {};
  for (const [key, child] of node) {
    const member = members.get(key);
    const at = { node: child, path: join(path, key), protocol };
    // EC2 has an error for parameters that it does not know; the others overlook what a newer client may send.
    if (!member && protocol === 'awsQuery') continue;
    if (!member) throw new CommonFault('UnknownMember', `The parameter ${clip(at.path)} is not recognized.`);
    if (isLeftOut(member, at)) continue;
    result[member.name] = readValue(member.shape, at, protocol === 'ec2Query' || member.flattened);
  }
  for (const member of shape.required)
    if (result[member.name] === undefined) throw missing(member, join(path, keyOf(member, protocol)));
  return result;
}

/**
 * EC2 takes an empty text as if its parameter was left out, which clients send for their own defaults; but a tag, a
 * filter or an attribute can be set to one.
 */
const isLeftOut = ({ name, shape }: Member, { node, protocol }: At): boolean =>
  protocol === 'ec2Query' && node === '' && name !== 'Value' && shape.kind !== 'list';

const keyOf = (member: Member, protocol: QueryProtocol) => (protocol === 'ec2Query' ? member.ec2Key : member.xmlName);

/** EC2 has words of its own for requests that need instances and name none. */
const missing = ({ name }: Member, path: string): Fault | CommonFault =>
  name === 'InstanceIds'
    ? new Fault('InvalidParameterCombination', 'No instances specified')
    : new CommonFault('MissingMember', `The request must contain the parameter ${path}.`);

const readList = (shape: ListShape, at: At): unknown[] => itemsAt(at).map((item) => readValue(shape.member, item));

function readMap(shape: MapShape, at: At): Record<string, unknown> {
  const entries = itemsAt(at).map((item): [string, unknown] => {
    const { node, path, protocol } = branchAt(item, 'a key and a value');
    const key = node.get(shape.keyXmlName);
    const value = node.get(shape.valueXmlName);
    if (typeof key !== 'string' || value === undefined || node.size !== 2)
      throw wrongType(path, {}, `${shape.keyXmlName} and ${shape.valueXmlName}`);
    const valueAt = { node: value, path: join(path, shape.valueXmlName), protocol };
    return [checkString(join(path, shape.keyXmlName), key), readValue(shape.value, valueAt)];
  });
  // fromEntries defines members, so a key such as __proto__ is one like any other.
  return Object.fromEntries(entries);
}

/**
 * The items of a list in the order of their indexes, which may have gaps; an empty value is an empty list. To EC2 clients
 * also send the one item itself (Libcloud: `KeyName=x`).
 */
function itemsAt(at: At): At[] {
  if (at.node === '') return [];
  if (typeof at.node === 'string' && at.protocol === 'ec2Query') return [at];
  const { node, path, protocol } = branchAt(at, 'a list of Name.1, Name.2, …');
  checkItemCount(path, node.size);
  for (const index of node.keys())
    if (!INDEX.test(index))
      throw new CommonFault('InvalidMember', `${clip(`${path}.${index}`)} is no list item: expected a number.`);
  return [...node]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, child]) => ({ node: child, path: join(path, index), protocol }));
}

/** The one child that a list or map of awsQuery keeps its items in. */
function into(at: At, name: string): At {
  if (at.node === '') return at;
  const { node, path, protocol } = branchAt(at, `a list of Name.${name}.1, Name.${name}.2, …`);
  const child = node.get(name);
  if (child === undefined || node.size !== 1)
    throw new CommonFault('UnknownMember', `The items of ${path} are misnamed: expected ${path}.${name}.1.`);
  return { node: child, path: join(path, name), protocol };
}

function branchAt(at: At, expected: string): At<Branch> {
  const { node, path, protocol } = at;
  if (typeof node === 'string') throw wrongType(path, node, expected);
  return { node, path, protocol };
}

const membersOf = (shape: StructureShape, protocol: QueryProtocol): ReadonlyMap<string, Member> =>
  protocol === 'ec2Query' ? shape.byEc2Key : shape.byXmlName;

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key);

function fail(fault: CommonFault): never {
  throw fault;
}
