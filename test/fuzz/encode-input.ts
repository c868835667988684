import type { HttpRoute } from '../../src/wire/http-route.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import type { Shape } from '../../src/wire/shape.ts';
import { jsonRequest, type QueryService, queryRequest, type UnsignedRequest } from '../signed-request.ts';
import type { Input } from './valid-inputs.ts';

/** The shape of an operation's input, for whoever wants to know which members there are. */
export function inputShape(service: string, operation: string): Shape {
  return serviceNamed(service).operations.get(operation)!.input;
}

/** The request that carries an input, whether or not its members and values are such as the operation has. */
export function encodeInput(service: string, operation: string, input: unknown): UnsignedRequest {
  const { targetPrefix, routed } = serviceNamed(service);
  const rest = routed.find(({ name }) => name === operation);
  if (rest) return { service, ...restRequest(rest, input as Input) };
  if (targetPrefix) return jsonRequest(`${targetPrefix}.${operation}`, input);
  const isEc2 = service === 'ec2';
  const parameters = Object.fromEntries(flatten(input as Input, inputShape(service, operation), { path: '', isEc2 }));
  return queryRequest(service as QueryService, operation, parameters);
}

/** Of what goes into a URI, as much as a server reads. */
const LONGEST = 3_000;
const uriText = (value: unknown): string =>
  encodeURIComponent(
    (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, LONGEST).toWellFormed(),
  );

function restRequest(
  { route, input: shape }: { route: HttpRoute; input: Shape },
  input: Input,
): Omit<UnsignedRequest, 'service'> {
  const body = { ...input };
  const query: Record<string, string> = {};
  const labels = new Map<string, string>();
  for (const { name, binding } of shape.kind === 'structure' ? shape.members : []) {
    if (!binding || !Object.hasOwn(input, name)) continue;
    if (binding.in === 'query') query[binding.key] = decodeURIComponent(uriText(input[name]));
    else labels.set(`{${name}}`, uriText(input[name]));
    delete body[name];
  }
  const path = route.segments
    .map((segment) => labels.get(segment) ?? (segment.startsWith('{') ? '' : segment))
    .join('/');
  const hasBody = route.method !== 'GET';
  return {
    method: route.method,
    path,
    query,
    headers: { 'content-type': 'application/json' },
    ...(hasBody && { body: JSON.stringify(body) }),
  };
}

interface At {
  readonly path: string;
  /** EC2 flattens every list and has names of its own. */
  readonly isEc2: boolean;
}

function flatten(value: unknown, shape: Shape | undefined, at: At): [string, string][] {
  const { path, isEc2 } = at;
  if (value === undefined) return [];
  if (value instanceof Date) return [[path, value.toISOString()]];
  if (Array.isArray(value)) {
    const list = shape?.kind === 'list' ? shape : undefined;
    const base = isEc2 ? path : join(path, list?.xmlName ?? 'member');
    const items: unknown[] = [...value]; // the list itself may have been given a member called constructor
    return items.flatMap((item, index) => flatten(item, list?.member, { isEc2, path: join(base, `${index + 1}`) }));
  }
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  if (shape?.kind === 'map' && !isEc2)
    return Object.entries(value).flatMap(([key, child], index) => {
      const entry = join(path, `entry.${index + 1}`);
      const valuePath = join(entry, shape.valueXmlName);
      return [[join(entry, shape.keyXmlName), key], ...flatten(child, shape.value, { isEc2, path: valuePath })];
    });
  return Object.entries(value).flatMap(([name, child]) => {
    const member = shape?.kind === 'structure' ? shape.byName.get(name) : undefined;
    const key = (isEc2 ? member?.ec2Key : member?.xmlName) ?? name;
    return flatten(child, member?.shape, { isEc2, path: join(path, key) });
  });
}

const join = (path: string, name: string) => (path ? `${path}.${name}` : name);
