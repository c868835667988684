import { type MapShape, type Member, type Shape, type StructureShape, type Tags, tagsOf } from './shape.ts';
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
      ? element(tagsOf(`${operation}Result`), writeMembers(shape, output as Record<string, unknown>))
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

function writeMember({ shape, tags, flattened }: Member, value: unknown): string {
  if (!flattened) return element(tags, writeContent(shape, value));
  if (shape.kind === 'list') return writeItems(tags, shape.member, value as unknown[]);
  return shape.kind === 'map' ? writeEntries(tags, shape, value) : element(tags, writeContent(shape, value));
}

function writeContent(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure':
      return writeMembers(shape, value as Record<string, unknown>);
    case 'list':
      return writeItems(shape.tags, shape.member, value as unknown[]);
    case 'map':
      return writeEntries(ENTRY, shape, value);
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

function writeItems(tags: Tags, shape: Shape, items: readonly unknown[]): string {
  let xml = '';
  for (const item of items) xml += element(tags, writeContent(shape, item));
  return xml;
}

const ENTRY = tagsOf('entry');

function writeEntries(tags: Tags, { keyXmlName, valueXmlName, value: shape }: MapShape, value: unknown): string {
  const [keyTags, valueTags] = [tagsOf(keyXmlName), tagsOf(valueXmlName)];
  let xml = '';
  for (const [key, item] of Object.entries(value as object))
    xml += element(tags, element(keyTags, escapeXml(key)) + element(valueTags, writeContent(shape, item)));
  return xml;
}

const element = ({ open, close, empty }: Tags, content: string): string => (content ? open + content + close : empty);

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
