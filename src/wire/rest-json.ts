import { CommonFault } from '../fault.ts';
import { parseDocument, readDocument } from './aws-json.ts';
import { parsePairs } from './form-parameters.ts';
import { type HttpRoute, readLabels } from './http-route.ts';
import type { WireRequest } from './request.ts';
import { clip } from './scalar.ts';
import type { Member, Shape, StructureShape } from './shape.ts';

/**
 * The input of a restJson1 operation: what the schema binds to labels of the path and to the query string is put beside
 * the members of the body, and all of it is read as one document. Throws a CommonFault.
 */
export function decodeRestJson(shape: Shape, route: HttpRoute, request: WireRequest): Record<string, unknown> {
  const document = parseDocument(request.body);
  if (shape.kind !== 'structure') return {};
  // What the body says of them is overlooked, as any member that is not there.
  for (const { name, binding } of shape.members) if (binding) delete document[name];
  for (const [name, value] of [...readLabels(route, request.path), ...queryMembers(shape, request.rawQuery)])
    document[name] = toJson(shape.byName.get(name)!, value);
  return readDocument(shape, document);
}

/** The query string's parameters by the names of their members; others are overlooked, such as those of the signature. */
function queryMembers(shape: StructureShape, rawQuery: string): [name: string, value: string][] {
  const members = new Map<string, string>();
  for (const [key, value] of parsePairs(rawQuery)) {
    const member = shape.members.find(({ binding }) => binding?.in === 'query' && binding.key === key);
    if (!member) continue;
    if (members.has(member.name))
      throw new CommonFault('MalformedRequest', `The parameter ${clip(key)} was given twice.`);
    members.set(member.name, value);
  }
  return [...members];
}

/** A text of the URI as JSON has it; one that is no number or no boolean stays text, which is then of the wrong type. */
function toJson({ shape }: Member, text: string): unknown {
  if (shape.kind === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (shape.kind === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}
