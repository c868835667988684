import { isUtf8 } from 'node:buffer';
import { CommonFault } from '../fault.ts';
import type { WireRequest } from './request.ts';
import { clip } from './scalar.ts';

const MAX_PARAMETERS = 10_000;

/** One request is read twice, to find its operation and to decode its input, and parsed once. */
const parsed = new WeakMap<WireRequest, ReadonlyMap<string, string>>();

/** The parameters of a query-protocol request, from its query string and its form. Throws a CommonFault. */
export function formParameters(request: WireRequest): ReadonlyMap<string, string> {
  const known = parsed.get(request);
  if (known) return known;
  const parameters = new Map<string, string>();
  addParameters(parameters, request.rawQuery);
  addParameters(parameters, formText(request.body));
  parsed.set(request, parameters);
  return parameters;
}

/** The pairs of a query string or form, decoded, in the order they came. Throws a CommonFault. */
export function parsePairs(text: string): [key: string, value: string][] {
  const pairs: [key: string, value: string][] = [];
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const split = equals < 0 ? pair.length : equals;
    pairs.push([decodeComponent(pair.slice(0, split)), decodeComponent(pair.slice(split + 1))]);
  }
  return pairs;
}

function addParameters(parameters: Map<string, string>, text: string): void {
  for (const [key, value] of parsePairs(text)) {
    if (parameters.has(key)) throw new CommonFault('MalformedRequest', `The parameter ${clip(key)} was given twice.`);
    parameters.set(key, value);
    if (parameters.size > MAX_PARAMETERS)
      throw new CommonFault('RequestTooLarge', `The request has more than ${MAX_PARAMETERS} parameters.`);
  }
}

function formText(body: Buffer): string {
  if (!isUtf8(body)) throw new CommonFault('MalformedRequest', 'The form is not valid UTF-8.');
  return body.toString('utf8');
}

function decodeComponent(text: string): string {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new CommonFault('MalformedRequest', `The percent-encoding of ${clip(text)} is broken.`);
  }
}
