import { CommonFault, Fault } from '../fault.ts';
import { formParameters } from './form-parameters.ts';
import { matchesPath } from './http-route.ts';
import { headerValue, type WireRequest } from './request.ts';
import { clip } from './scalar.ts';
import type { OperationShape, Protocol, RoutedOperation, Service } from './service.ts';
import { ec2, services, sts } from './services.ts';

/** What a request seems to be for. A fault is answered in this protocol even when nothing else could be read. */
export interface Target {
  readonly protocol: Protocol;
  readonly service: Service | undefined;
  /** The name as the client gave it; the service may not have such an operation. */
  readonly operation: string | undefined;
  /** Why the operation could not be read. */
  readonly problem?: CommonFault | Fault;
}

/** Finds out which service and operation a request is for. Never throws. */
export function identify(request: WireRequest): Target {
  const target = headerValue(request, 'x-amz-target');
  if (target !== undefined) return fromTarget(target);
  const signed = scopedService(headerValue(request, 'authorization'));
  const rest = fromPath(request, signed);
  if (rest) return rest;
  if (/^application\/(x-amz-)?json/i.test(headerValue(request, 'content-type') ?? ''))
    return { protocol: 'awsJson1.1', service: undefined, operation: undefined };
  return fromParameters(request, signed);
}

/** The operation that the target names. Throws a CommonFault where there is none. */
export function findOperation(target: Target): { service: Service; operation: OperationShape } {
  const { service, operation: name } = target;
  if (target.problem) throw target.problem;
  if (name === undefined)
    throw new CommonFault(
      'UnknownOperation',
      `The request names no operation: expected ${target.protocol === 'awsJson1.1' ? 'the header X-Amz-Target' : 'the parameter Action'}.`,
    );
  const operation = service?.operations.get(name);
  if (service && operation) return { service, operation };
  throw new CommonFault(
    'UnknownOperation',
    target.protocol === 'awsJson1.1'
      ? `The operation ${clip(name)} is not known${service ? ` to ${service.id}` : ''}.`
      : `The action ${clip(name)} is not valid for this web service.`,
  );
}

function fromTarget(target: string): Target {
  const dot = target.lastIndexOf('.');
  const prefix = target.slice(0, Math.max(dot, 0));
  return {
    protocol: 'awsJson1.1',
    service: services.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix),
    operation: target.slice(dot + 1),
  };
}

/** A service with routes, if the request is signed for one, or signed for none and on a path of one. */
function fromPath({ method, path }: WireRequest, signed: string | undefined): Target | undefined {
  const operationsAt = ({ routed }: Service) => routed.filter(({ route }) => matchesPath(route, path));
  const service = services.find((candidate) =>
    signed === undefined ? operationsAt(candidate).length > 0 : candidate.routed.length > 0 && candidate.id === signed,
  );
  if (!service) return undefined;
  const onPath = operationsAt(service);
  const operation = onPath.find(({ route }) => route.method === method)?.name;
  const target = { protocol: service.protocol, service, operation };
  if (operation !== undefined) return target;
  return { ...target, problem: onPath.length > 0 ? methodNotAllowed(method, onPath) : unknownPath(method, path) };
}

const unknownPath = (method: string, path: string): CommonFault =>
  new CommonFault('UnknownOperation', `No operation is called by ${method} on ${clip(path)}.`);

const methodNotAllowed = (method: string, onPath: readonly RoutedOperation[]): Fault =>
  new Fault(
    'MethodNotAllowedException',
    `The path takes no ${clip(method)}: expected ${onPath.map(({ route }) => route.method).join(', ')}.`,
  );

function fromParameters(request: WireRequest, signed: string | undefined): Target {
  try {
    const parameters = formParameters(request);
    const operation = parameters.get('Action');
    const isPresigned = headerValue(request, 'authorization') === undefined;
    const signedFor = isPresigned ? scopedService(parameters.get('X-Amz-Credential')) : signed;
    const service = queryService(signedFor, parameters.get('Version'), operation);
    return { protocol: service.protocol, service, operation };
  } catch (error) {
    const service = queryService(signed);
    return { protocol: service.protocol, service, operation: undefined, problem: error as CommonFault };
  }
}

/** Who signed for a service decides; else the API version; else who has such an operation. */
function queryService(signed: string | undefined, version?: string, operation = ''): Service {
  const service =
    [ec2, sts].find(({ id }) => id === signed) ?? [ec2, sts].find((candidate) => candidate.version === version);
  return service ?? (sts.operations.has(operation) ? sts : ec2);
}

/** The service in a credential `KEY/DATE/REGION/SERVICE/aws4_request`, alone or in an Authorization header. */
const scopedService = (credential: string | undefined): string | undefined =>
  /(?:^|Credential=)[^/,]*\/\d{8}\/[^/,]*\/([^/,]*)\//.exec(credential ?? '')?.[1];
