import type { MapShape, Member, Shape, StructureShape } from './shape.ts';
import { formatTimestamp } from './timestamp.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

export interface XmlResponse {
  readonly operation: string;
  readonly xmlNamespace: string;
  readonly shape: Shape;
  readonly output: unknown;
  readonly requestId: string;
}

/** The body of an ec2Query response. An operation that has nothing to say answers `<return>true</return>`. */
export function encodeEc2({ operation, xmlNamespace, shape, output, requestId }: XmlResponse): string {
  const members =
    shape.kind === 'structure' ? writeMembers(shape, output as Record<string, unknown>) : '<return>true</return>';
  return `${DECLARATION}<${operation}Response xmlns="${xmlNamespace}"><requestId>${escapeXml(requestId)}</requestId>${members}</${operation}Response>`;
}

/** The body of an awsQuery response. */
export function encodeAwsQuery({ operation, xmlNamespace, shape, output, requestId }: XmlResponse): string {
  const result =
    shape.kind === 'structure'
      ? element(`${operation}Result`, writeMembers(shape, output as Record<string, unknown>))
      : '';
  return `${DECLARATION}<${operation}Response xmlns="${xmlNamespace}">${result}<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata></${operation}Response>`;
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

function writeMembers(shape: StructureShape, value: Record<string, unknown>): string {
  let xml = '';
  for (const member of shape.members) {
    const item = value[member.name];
    if (item !== undefined && item !== null) xml += writeMember(member, item);
  }
  return xml;
}

function writeMember({ shape, xmlName, flattened }: Member, value: unknown): string {
  if (!flattened) return element(xmlName, writeContent(shape, value));
  if (shape.kind === 'list') return writeItems(xmlName, shape.member, value as unknown[]);
  return shape.kind === 'map' ? writeEntries(xmlName, shape, value) : element(xmlName, writeContent(shape, value));
}

function writeContent(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, value as Record<string, unknown>);
    case 'list':
      return writeItems(shape.xmlName, shape.member, value as unknown[]);
    case 'map':
      return writeEntries('entry', shape, value);
    case 'timestamp':
      return String(formatTimestamp(value as Date, shape.format ?? 'date-time'));
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    case 'string':
      return escapeXml(String(value));
    default:
      return String(value);
  }
}

function writeItems(tag: string, shape: Shape, items: readonly unknown[]): string {
  let xml = '';
  for (const item of items) xml += element(tag, writeContent(shape, item));
  return xml;
}

function writeEntries(tag: string, { keyXmlName, valueXmlName, value: shape }: MapShape, value: unknown): string {
  let xml = '';
  for (const [key, item] of Object.entries(value as object))
    xml += element(tag, element(keyXmlName, escapeXml(key)) + element(valueXmlName, writeContent(shape, item)));
  return xml;
}

const element = (tag: string, content: string): string => (content ? `<${tag}>${content}</${tag}>` : `<${tag}/>`);

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
