import { CommonFault, Fault } from '../fault.ts';
import { formParameters } from './form-parameters.ts';
import { matchesPath } from './http-route.ts';
import { headerValue, type WireRequest } from './request.ts';
import { clip } from './scalar.ts';
import { isJson, type OperationShape, type Protocol, type RoutedOperation, type Service } from './service.ts';
import { serviceNamed, services } from './services.ts';
import { answersInXml, isOffered, notOffered } from './unoffered-services.ts';

/** What a request seems to be for. A fault is answered in this protocol even when nothing else could be read. */
export interface Target {
  readonly protocol: Protocol;
  readonly service: Service | undefined;
  /** The name as the client gave it; the service may not have such an operation. */
  readonly operation: string | undefined;
  /** Why the operation could not be read. */
  readonly problem?: CommonFault | Fault;
  /** The service that the request is signed for is not here, so its signature cannot be judged by that service's rules. */
  readonly isOffered?: false;
}

/**
 * Finds out which service and operation a request is for, of the services by what their descriptions say alone, so that
 * only the schemas of the one that is called are read. Never throws.
 */
export function identify(request: WireRequest): Target {
  const target = headerValue(request, 'x-amz-target');
  const contentType = headerValue(request, 'content-type') ?? '';
  const json = /^application\/x-amz-json-1\.0/i.test(contentType) ? 'awsJson1.0' : 'awsJson1.1';
  const signed = signedService(request);
  if (signed !== undefined && !isOffered(signed)) return unoffered(request, signed, target ? json : undefined);
  if (target !== undefined) return fromTarget(target, json);
  const called = services.filter(({ id }) => id === signed);
  const rest = called.find(({ protocol }) => protocol === 'restJson1');
  if (rest || (called.length === 0 && isRest(request, contentType))) return fromPath(request, rest);
  if (/^application\/(x-amz-)?json/i.test(contentType))
    return { protocol: json, service: undefined, operation: undefined };
  return fromParameters(request, called.find(isQuery));
}

/** A request for a service that is not here, in the protocol that its client speaks. */
function unoffered(request: WireRequest, id: string, json: Protocol | undefined): Target {
  const isForm = /^application\/x-www-form-urlencoded/i.test(headerValue(request, 'content-type') ?? '');
  const rest = answersInXml(id) ? 'restXml' : 'restJson1';
  const protocol = json ?? (isForm ? 'awsQuery' : rest);
  return { protocol, service: undefined, operation: undefined, problem: notOffered(id), isOffered: false };
}

/** The operation that the target names. Throws a CommonFault where there is none. */
export function findOperation(target: Target): { service: Service; operation: OperationShape } {
  const { service, operation: name, protocol } = target;
  if (target.problem) throw target.problem;
  if (name === undefined)
    throw new CommonFault(
      'UnknownOperation',
      `The request names no operation: expected ${isJson(protocol) ? 'the header X-Amz-Target' : 'the parameter Action'}.`,
    );
  const operation = service?.operations.get(name);
  if (service && operation) return { service, operation };
  throw new CommonFault(
    'UnknownOperation',
    isJson(protocol)
      ? `The operation ${clip(name)} is not known${service ? ` to ${service.id}` : ''}.`
      : `The action ${clip(name)} is not valid for this web service.`,
  );
}

/** Service and operation stand at the end; before them some clients name a package (CloudTrail's, of Java). */
function fromTarget(target: string, protocol: Protocol): Target {
  const [operation = '', prefix] = target.split('.').reverse();
  const service = services.find(({ targetPrefix }) => targetPrefix !== undefined && targetPrefix === prefix);
  return { protocol: service?.protocol ?? protocol, service, operation };
}

/** A path of its own, which only REST services have; a form is a query service's wherever it is sent. */
const isRest = ({ path }: WireRequest, contentType: string): boolean =>
  path !== '/' && !/^application\/x-www-form-urlencoded/i.test(contentType);

/** What a REST service is asked for; which one, its signature alone says. */
function fromPath({ method, path }: WireRequest, service: Service | undefined): Target {
  const onPath = service?.routed.filter(({ route }) => matchesPath(route, path)) ?? [];
  const operation = onPath.find(({ route }) => route.method === method)?.name;
  const target: Target = { protocol: 'restJson1', service, operation };
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

function fromParameters(request: WireRequest, signed: Service | undefined): Target {
  try {
    const parameters = formParameters(request);
    const service = signed ?? queryServiceOf(parameters.get('Version'));
    return { protocol: service.protocol, service, operation: parameters.get('Action') };
  } catch (error) {
    const service = signed ?? ec2;
    return { protocol: service.protocol, service, operation: undefined, problem: error as CommonFault };
  }
}

const isQuery = ({ protocol }: Service): boolean => !isJson(protocol);
const ec2 = serviceNamed('ec2');

/** Without a signature the API version decides, which every query service has one of its own of; without that it is EC2. */
const queryServiceOf = (version: string | undefined): Service =>
  services.filter(isQuery).find((service) => service.version === version) ?? ec2;

/** The service in the scope of the credential, `KEY/DATE/REGION/SERVICE/aws4_request`, in either form of a signature. */
function signedService(request: WireRequest): string | undefined {
  const authorization = headerValue(request, 'authorization');
  const credential = authorization ?? new URLSearchParams(request.rawQuery).get('X-Amz-Credential') ?? '';
  return /(?:^|Credential=)[^/,]*\/\d{8}\/[^/,]*\/([^/,]*)\//.exec(credential)?.[1];
}
