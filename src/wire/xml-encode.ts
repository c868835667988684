import {
  type ListShape,
  type MapShape,
  type Member,
  type Shape,
  type StructureShape,
  type Tags,
  tagsOf,
} from './shape.ts';
import { formatTimestamp } from './timestamp.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export interface XmlResponse {
  readonly operation: string;
  readonly xmlNamespace: string;
  readonly shape: Shape;
  readonly output: unknown;
  readonly requestId: string;
}

/**
 * Writes the body of an ec2Query response, and yields where the writing may pause: between the items of long lists. An
 * operation that has nothing to say answers `<return>true</return>`.
 */
export function* writeEc2(out: string[], { operation, xmlNamespace, shape, output, requestId }: XmlResponse) {
  out.push(
    `${DECLARATION}<${operation}Response xmlns="${xmlNamespace}"><requestId>${escapeXml(requestId)}</requestId>`,
  );
  if (shape.kind === 'structure') yield* writeInTurns(out, shape, output as Record<string, unknown>);
  else out.push('<return>true</return>');
  out.push(`</${operation}Response>`);
}

/** Writes the body of an awsQuery response. */
export function* writeAwsQuery(out: string[], { operation, xmlNamespace, shape, output, requestId }: XmlResponse) {
  out.push(`${DECLARATION}<${operation}Response xmlns="${xmlNamespace}">`);
  if (shape.kind === 'structure') {
    const result = tagsOf(`${operation}Result`);
    out.push(result.open);
    yield* writeInTurns(out, shape, output as Record<string, unknown>);
    close(out, result);
  }
  out.push(
    `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

export interface XmlFault {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

/** The body of an ec2Query error. */
export const encodeEc2Fault = ({ code, message, requestId }: XmlFault): string =>
  `${DECLARATION}<Response><Errors><Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error></Errors><RequestID>${escapeXml(requestId)}</RequestID></Response>`;

/** The body of an awsQuery error; `type` says whose fault it is. */
export function encodeAwsQueryFault(fault: XmlFault & { type: 'Sender' | 'Receiver'; xmlNamespace: string }): string {
  const { code, message, requestId, type, xmlNamespace } = fault;
  return `${DECLARATION}<ErrorResponse xmlns="${xmlNamespace}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`;
}

/** An error as S3 has it; its namespace is empty. */
export const encodeRestXmlFault = ({ code, message, requestId }: XmlFault): string =>
  `${DECLARATION}<Error><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message><RequestId>${escapeXml(requestId)}</RequestId></Error>`;

/** Lists of so many items are written in one go, by their depth. Long ones are no deeper than in the items of a list. */
const SHORT = [0, 8, Number.POSITIVE_INFINITY];

/** As `writeMembers`, in turns: an item of a long list is one, or several where it has a long list itself. */
function* writeInTurns(out: string[], { members }: StructureShape, value: Structure, depth = 0): Generator<undefined> {
  for (const member of members) {
    const item = value[member.name];
    if (item === undefined || item === null) continue;
    const { shape, tags, flattened } = member;
    if (shape.kind !== 'list' || flattened || (item as unknown[]).length <= SHORT[depth]!)
      writeMember(out, member, item);
    else {
      out.push(tags.open);
      yield* writeItemsInTurns(out, shape, item as unknown[], depth + 1);
      out.push(tags.close);
    }
  }
}

function* writeItemsInTurns(out: string[], { tags, member: shape }: ListShape, items: unknown[], depth: number) {
  for (const item of items) {
    out.push(tags.open);
    if (shape.kind === 'structure') yield* writeInTurns(out, shape, item as Structure, depth);
    else writeContent(out, shape, item);
    close(out, tags);
    yield;
  }
}

type Structure = Readonly<Record<string, unknown>>;

function writeMembers(out: string[], { members }: StructureShape, value: Structure): void {
  for (const member of members) {
    const item = value[member.name];
    if (item !== undefined && item !== null) writeMember(out, member, item);
  }
}

/** The XML of structures that are frozen, and so the same in every answer, by the member that holds them. */
const known = new WeakMap<Member, WeakMap<object, string>>();

function writeFrozen(out: string[], member: Member, value: object): void {
  const texts = known.get(member) ?? new WeakMap<object, string>();
  known.set(member, texts);
  const text = texts.get(value) ?? elementText(member, value);
  texts.set(value, text);
  out.push(text);
}

function elementText({ tags, shape }: Member, value: object): string {
  const out: string[] = [];
  writeElement(out, tags, shape, value);
  return out.join('');
}

function writeMember(out: string[], member: Member, value: unknown): void {
  const { shape, tags, flattened } = member;
  if (shape.kind === 'structure' && Object.isFrozen(value)) writeFrozen(out, member, value as object);
  else if (!flattened || (shape.kind !== 'list' && shape.kind !== 'map')) writeElement(out, tags, shape, value);
  else if (shape.kind === 'list') writeItems(out, tags, shape.member, value as unknown[]);
  else writeEntries(out, tags, shape, value);
}

function writeElement(out: string[], tags: Tags, shape: Shape, value: unknown): void {
  out.push(tags.open);
  writeContent(out, shape, value);
  close(out, tags);
}

function writeContent(out: string[], shape: Shape, value: unknown): void {
  switch (shape.kind) {
    case 'structure':
      writeMembers(out, shape, value as Structure);
      break;
    case 'list':
      writeItems(out, shape.tags, shape.member, value as unknown[]);
      break;
    case 'map':
      writeEntries(out, ENTRY, shape, value);
      break;
    default:
      writeText(out, textOf(shape, value));
  }
}

function textOf(shape: Shape, value: unknown): string {
  if (shape.kind === 'timestamp') return String(formatTimestamp(value as Date, shape.format ?? 'date-time'));
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return shape.kind === 'string' ? escapeXml(String(value)) : String(value);
}

function writeItems(out: string[], tags: Tags, shape: Shape, items: readonly unknown[]): void {
  for (const item of items) writeElement(out, tags, shape, item);
}

const ENTRY = tagsOf('entry');
const STRING: Shape = { kind: 'string' };

function writeEntries(
  out: string[],
  tags: Tags,
  { keyXmlName, valueXmlName, value: shape }: MapShape,
  value: unknown,
): void {
  for (const [key, item] of Object.entries(value as object)) {
    out.push(tags.open);
    writeElement(out, tagsOf(keyXmlName), STRING, key);
    writeElement(out, tagsOf(valueXmlName), shape, item);
    close(out, tags);
  }
}

/** Ends an element; where nothing came behind its beginning it has no content. */
function close(out: string[], tags: Tags): void {
  if (out.at(-1) === tags.open) out[out.length - 1] = tags.empty;
  else out.push(tags.close);
}

function writeText(out: string[], text: string): void {
  if (text !== '') out.push(text);
}

/** What is neither plain text nor legal XML 1.0, and a carriage return, which a parser would read as a line feed. */
const SPECIAL = /[^\t\n\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\ud7ff\ue000-\ufffd]/;
const ESCAPED = /[&<>"\r]/g;
const ILLEGAL = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

/** Text for XML content. Characters that XML 1.0 cannot hold become U+FFFD. */
function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(ILLEGAL, '\ufffd').replace(ESCAPED, (character) => ENTITIES[character] as string);
}
