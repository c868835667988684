import { SaxesParser } from 'saxes';
import type { ListShape, MapShape, Member, Shape, StructureShape } from '../src/wire/shape.ts';

/** Where an answer is not what the model says of it, one line for each place; none for one that is. */
export type Problems = readonly string[];

const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;
const ISO_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
/** The first second of 1990 and of 2100: epoch milliseconds lie far behind. */
const SECONDS = [631_152_000, 4_102_444_800] as const;

/** What is wrong with a JSON value. */
export function jsonProblems(shape: Shape, value: unknown, path = ''): Problems {
  switch (shape.kind) {
    case 'structure':
      return isObject(value) ? structureProblems(shape, value, path) : wrong(path, value, 'a structure');
    case 'list':
      if (!Array.isArray(value)) return wrong(path, value, 'a list');
      return value.flatMap((item, index) => jsonProblems(shape.member, item, `${path}[${index}]`));
    case 'map':
      if (!isObject(value)) return wrong(path, value, 'a map');
      return Object.entries(value).flatMap(([key, item]) => jsonProblems(shape.value, item, `${path}.${key}`));
    default:
      return isJsonScalar(shape, value) ? [] : wrong(path, value, kindOf(shape));
  }
}

function structureProblems({ byName }: StructureShape, value: object, path: string): Problems {
  return Object.entries(value).flatMap(([name, item]) => {
    const member = byName.get(name);
    if (!member) return [`${path}.${name} is no member`];
    if (name === 'NextToken' && item === '') return [`${path}.${name} is empty: it must be absent at the end`];
    return jsonProblems(member.shape, item, `${path}.${name}`);
  });
}

function isJsonScalar(shape: Shape, value: unknown): boolean {
  if (shape.kind === 'timestamp' && (shape.format ?? 'epoch-seconds') === 'epoch-seconds')
    return typeof value === 'number' && value >= SECONDS[0] && value < SECONDS[1];
  if (shape.kind === 'timestamp') return typeof value === 'string' && ISO_SECONDS.test(value);
  if (shape.kind === 'blob') return typeof value === 'string' && BASE64.test(value);
  return shape.kind === 'unit' ? isObject(value) : typeof value === shape.kind;
}

/** An element of XML. */
export interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/** The root of a document. Throws where it is not well-formed. */
export function parseXml(document: string): Element {
  const top: Element = { name: '', children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    const element = { name, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.write(document).close();
  return top.children[0]!;
}

/** What is wrong with the elements that a structure is in XML. They come in the order of the schema, each member once. */
export function xmlProblems({ members, byXmlName }: StructureShape, children: readonly Element[], path = ''): Problems {
  const places = new Map(members.map(({ xmlName }, index) => [xmlName, index]));
  return children.flatMap((element, index) => {
    const { name } = element;
    const member = byXmlName.get(name);
    const here = `${path}.${name}`;
    if (!member) return [`${here} is no member`];
    const before = children[index - 1]?.name ?? '';
    const problems = memberProblems(member, element, here);
    if (before === name && !member.flattened) return [`${here} comes twice`, ...problems];
    return (places.get(before) ?? -1) > places.get(name)! ? [`${here} comes behind ${before}`, ...problems] : problems;
  });
}

function memberProblems({ name, shape, flattened }: Member, element: Element, path: string): Problems {
  if (/^(NextToken|Marker)$/.test(name) && element.text === '')
    return [`${path} is empty: it must be absent at the end`];
  if (flattened && shape.kind === 'list') return valueProblems(shape.member, element, path);
  return valueProblems(shape, element, path);
}

function valueProblems(shape: Shape, element: Element, path: string): Problems {
  const { children, text } = element;
  if (shape.kind === 'structure') return [...textProblems(element, path), ...xmlProblems(shape, children, path)];
  if (shape.kind === 'list') return [...textProblems(element, path), ...itemProblems(shape, children, path)];
  if (shape.kind === 'map') return children.flatMap((entry) => entryProblems(shape, entry, path));
  if (children.length > 0) return [`${path} has elements: expected ${kindOf(shape)}`];
  return isXmlScalar(shape, text) ? [] : wrong(path, text, kindOf(shape));
}

const textProblems = ({ text }: Element, path: string): Problems =>
  text === '' ? [] : [`${path} has the text ${text}`];

const itemProblems = ({ xmlName, member }: ListShape, items: readonly Element[], path: string): Problems =>
  items.flatMap((item, index) =>
    item.name === xmlName
      ? valueProblems(member, item, `${path}[${index}]`)
      : [`${path} has an item ${item.name}: expected ${xmlName}`],
  );

function entryProblems({ keyXmlName, valueXmlName, value }: MapShape, { children }: Element, path: string): Problems {
  const [key, item, ...others] = children;
  if (key?.name !== keyXmlName || item?.name !== valueXmlName || others.length > 0)
    return [`${path} has an entry that is no ${keyXmlName} and ${valueXmlName}`];
  return valueProblems(value, item, `${path}.${key.text}`);
}

function isXmlScalar(shape: Shape, text: string): boolean {
  if (shape.kind === 'number') return DECIMAL.test(text);
  if (shape.kind === 'boolean') return text === 'true' || text === 'false';
  if (shape.kind === 'timestamp') return ISO_SECONDS.test(text);
  return shape.kind === 'blob' ? BASE64.test(text) : !/^(undefined|null|\[object \w+\])$/.test(text);
}

const kindOf = (shape: Shape): string => (shape.kind === 'timestamp' ? 'an instant' : `a ${shape.kind}`);
const wrong = (path: string, value: unknown, expected: string): Problems => [
  `${path} is ${JSON.stringify(value)}: expected ${expected}`,
];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
