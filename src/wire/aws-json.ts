import { isUtf8 } from 'node:buffer';
import { CommonFault } from '../fault.ts';
import {
  checkBlob,
  checkItemCount,
  checkNumber,
  checkString,
  clip,
  isSound,
  MAX_DEPTH,
  MAX_LIST_ITEMS,
  wrongType,
} from './scalar.ts';
import type { Allowance, ServiceDescription } from './service.ts';
import type { ListShape, MapShape, Shape, StructureShape } from './shape.ts';
import { formatTimestamp, parseTimestamp } from './timestamp.ts';

type JsonObject = Record<string, unknown>;

/** How a document is read. */
type Reading = Allowance & Pick<ServiceDescription, 'refusesUnknown'>;

/** The input of an awsJson operation. Throws a CommonFault that names the offending member. */
export function decodeJson(shape: Shape, body: Buffer, reading: Reading = {}): JsonObject {
  const document = parseDocument(body);
  return shape.kind === 'structure' ? readDocument(shape, document, reading) : {};
}

/** The members of a structure as a JSON document has them. Throws a CommonFault that names the offending member. */
export const readDocument = (shape: StructureShape, document: JsonObject, reading: Reading = {}): JsonObject =>
  readStructure(shape, document, { path: '', depth: 0, reading });

/** The body of a JSON response: compact, and without members that are not set. */
export const encodeJson = (shape: Shape, output: unknown): string => JSON.stringify(writeValue(shape, output) ?? {});

/** The body of a JSON error. */
export const encodeJsonFault = (
  code: string,
  message: string,
  members: Readonly<Record<string, string>> = {},
): string => JSON.stringify({ __type: code, ...members, Message: message });

/** The JSON object that a body is; an empty body is an empty one. Throws a CommonFault. */
export function parseDocument(body: Buffer): JsonObject {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new CommonFault('MalformedRequest', 'The request body is not valid UTF-8.');
  const document = parseJson(body.toString('utf8'));
  if (isObject(document)) return document;
  throw new CommonFault('MalformedRequest', 'The request body is not a JSON object: expected {"Member": value}.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommonFault('MalformedRequest', `The request body is not JSON: ${(error as Error).message}.`);
  }
}

/** Where in the document a value stands. */
interface Place {
  readonly path: string;
  readonly depth: number;
  readonly reading: Reading;
}

const below = ({ depth, reading }: Place, path: string): Place => ({ path, depth: depth + 1, reading });

function readValue(shape: Shape, value: unknown, place: Place): unknown {
  const { path, depth } = place;
  if (depth > MAX_DEPTH)
    throw new CommonFault('MalformedRequest', `${path} is nested deeper than ${MAX_DEPTH} levels.`);
  switch (shape.kind) {
    case 'structure':
      if (!isObject(value)) throw wrongType(path, value, 'a structure');
      return readStructure(shape, value, place);
    case 'list':
      return readList(shape, value, place);
    case 'map':
      return readMap(shape, value, place);
    case 'string':
      if (typeof value !== 'string') throw wrongType(path, value, 'a string');
      return checkString(path, value);
    case 'number':
      if (typeof value !== 'number') throw wrongType(path, value, 'a number');
      return checkNumber(path, value);
    case 'boolean':
      if (typeof value !== 'boolean') throw wrongType(path, value, 'true or false');
      return value;
    case 'timestamp':
      return parseTimestamp(path, value, shape.format ?? 'epoch-seconds');
    case 'blob':
      if (typeof value !== 'string') throw wrongType(path, value, 'Base64 text');
      return checkBlob(path, value);
    case 'unit':
      return undefined;
  }
}

function readStructure(shape: StructureShape, value: JsonObject, place: Place): JsonObject {
  const { path, reading } = place;
  const result: JsonObject = {};
  for (const name of Object.keys(value)) {
    const member = shape.byName.get(name);
    if (!member && !reading.refusesUnknown) continue;
    if (!member)
      throw new CommonFault('UnknownMember', `There is no member ${clip(join(path, name))} in this request.`);
    if (value[name] !== null) result[name] = readValue(member.shape, value[name], below(place, join(path, name)));
  }
  for (const { name } of shape.required)
    if (result[name] === undefined)
      throw new CommonFault('MissingMember', `The required member ${join(path, name)} is missing.`);
  return result;
}

function readList(shape: ListShape, value: unknown, place: Place): unknown[] {
  const { path, reading } = place;
  if (!Array.isArray(value)) throw wrongType(path, value, 'a list');
  checkItemCount(path, value.length, reading.listItems);
  return value.map((item, index) => readValue(shape.member, item, below(place, `${path}[${index}]`)));
}

/** Whether nothing of a map would be refused or left out. An inventory has thousands of them, whose paths nobody needs. */
function isMapOfTexts(map: JsonObject): boolean {
  const keys = Object.keys(map);
  return keys.length <= MAX_LIST_ITEMS && keys.every((key) => isSound(key) && isSound(map[key]));
}

function readMap(shape: MapShape, value: unknown, place: Place): JsonObject {
  const { path } = place;
  if (!isObject(value)) throw wrongType(path, value, 'a map');
  if (shape.value.kind === 'string' && isMapOfTexts(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  checkItemCount(path, entries.length);
  // fromEntries defines members, so a key such as __proto__ is one like any other.
  return Object.fromEntries(
    entries.map(([key, item]) => [checkString(path, key), readValue(shape.value, item, below(place, join(path, key)))]),
  );
}

function writeValue(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  switch (shape.kind) {
    case 'structure':
      return writeStructure(shape, value as JsonObject);
    case 'list':
      return (value as unknown[]).map((item) => writeValue(shape.member, item));
    case 'map':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, writeValue(shape.value, item)]));
    case 'timestamp':
      return formatTimestamp(value as Date, shape.format ?? 'epoch-seconds');
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'unit':
      return undefined;
    default:
      return value;
  }
}

function writeStructure(shape: StructureShape, value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const { name, shape: memberShape } of shape.members) {
    const written = writeValue(memberShape, value[name]);
    if (written !== undefined) result[name] = written;
  }
  return result;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
