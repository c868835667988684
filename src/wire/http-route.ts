import { CommonFault } from '../fault.ts';
import { clip } from './scalar.ts';

/** The HTTP trait of an operation: method, URI pattern such as `/resources/{Arn}/tags`, and status of its answer. */
export type HttpTrait = readonly [method: string, uri: string, status: number];

/** Where a REST protocol sends an operation. */
export interface HttpRoute {
  readonly method: string;
  /** A segment in braces is a label: any text but none. */
  readonly segments: readonly string[];
  readonly status: number;
}

export function parseRoute([method, uri, status]: HttpTrait): HttpRoute {
  if (/[?+]/.test(uri)) throw new Error(`No routing for the URI ${uri}`);
  return { method, segments: uri.split('/'), status };
}

/** Whether a path, still percent-encoded, is one of the route's. */
export function matchesPath({ segments }: HttpRoute, path: string): boolean {
  const parts = path.split('/');
  return parts.length === segments.length && segments.every((s, i) => (isLabel(s) ? parts[i] !== '' : s === parts[i]));
}

/** The labels of a path that matches, decoded. Throws a CommonFault. */
export function readLabels({ segments }: HttpRoute, path: string): [name: string, value: string][] {
  const parts = path.split('/');
  return segments.flatMap((segment, i) => (isLabel(segment) ? [[segment.slice(1, -1), decode(parts[i]!)]] : []));
}

/** More labels last, so that a path which is spelled out wins over a pattern. */
export const compareRoutes = (a: HttpRoute, b: HttpRoute): number =>
  a.segments.filter(isLabel).length - b.segments.filter(isLabel).length;

const isLabel = (segment: string): boolean => segment.startsWith('{');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new CommonFault('MalformedRequest', `The percent-encoding of ${clip(text)} is broken.`);
  }
}
