import { compareRoutes, type HttpRoute, type HttpTrait, parseRoute } from './http-route.ts';
import { readSchemas } from './schema-file.ts';
import { compileShape, type Schema, type Shape } from './shape.ts';

export type Protocol = 'awsJson1.0' | 'awsJson1.1' | 'restJson1' | 'ec2Query' | 'awsQuery' | 'restXml';

/** Whether bodies are JSON; of the other protocols they are forms and XML. */
export const isJson = (protocol: Protocol): boolean => !/Query$|Xml$/.test(protocol);

/** What a request may be, where it may be more than others. */
export interface Allowance {
  /** The largest body, in bytes. */
  readonly bodyBytes?: number;
  /** The most items of a list. */
  readonly listItems?: number;
}

/** One operation's shapes. They are compiled when first asked for: EC2 has hundreds of operations. */
export interface OperationShape {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method and path; REST protocols only. */
  readonly route?: HttpRoute;
}

export type RoutedOperation = OperationShape & { readonly route: HttpRoute };

const isRouted = (operation: OperationShape): operation is RoutedOperation => operation.route !== undefined;

export interface ServiceDescription {
  /** The name in credential scopes, which also names the service here. */
  readonly id: string;
  /** What stands before its actions in policies, where that is not the name in credential scopes. */
  readonly actionPrefix?: string;
  /** The name that AWS gives the service. */
  readonly title: string;
  /** The AWS SDK's client that has its schemas: `ec2` for `@aws-sdk/client-ec2`. */
  readonly client?: string;
  /** Schemas that no client has, in the form of the SDK's; they stand beside the client's. */
  readonly schemas?: Readonly<Record<string, unknown>>;
  readonly protocol: Protocol;
  /** What stands before the operation in `x-amz-target`, behind the last dot of any more; awsJson only. */
  readonly targetPrefix?: string;
  /** The parameter Version; query protocols only. */
  readonly version?: string;
  readonly xmlNamespace?: string;
  /** It spoke the query protocol before: JSON errors carry the query protocol's name, which clients go by. */
  readonly namesQueryErrors?: true;
  /** What the service calls input that is not valid, where its protocol's name for that is not used. */
  readonly invalidInput?: string;
  /** Members that no schema has are refused. JSON services of AWS overlook them: a client may be newer than the schemas. */
  readonly refusesUnknown?: true | undefined;
  /** What the service calls what the caller may not do, in the same way. */
  readonly notAuthorized?: string;
  /** By the operation's name. */
  readonly allowances?: ReadonlyMap<string, Allowance>;
}

/** A service. Its schemas are read when the first of these is asked for, so one that nobody calls costs nothing. */
export interface Service extends ServiceDescription {
  readonly operations: ReadonlyMap<string, OperationShape>;
  /** The operations that have a route, those with fewer labels in it first. */
  readonly routed: readonly RoutedOperation[];
  /** The HTTP status that the service's schemas give an error code. */
  readonly errorStatus: (code: string) => number | undefined;
}

type OperationSchema = readonly [
  9,
  namespace: string,
  name: string,
  traits: { readonly http?: HttpTrait } | number,
  input: Schema,
  output: Schema,
];
type ErrorSchema = readonly [-3, namespace: string, name: string, traits: ErrorTraits | number];
interface ErrorTraits {
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
}

type Operations = Pick<Service, 'operations' | 'routed' | 'errorStatus'>;

/** The service that a description names. */
export function defineService(description: ServiceDescription): Service {
  let known: Operations | undefined;
  const read = (): Operations => {
    known ??= readOperations(description);
    return known;
  };
  return {
    ...description,
    get operations() {
      return read().operations;
    },
    get routed() {
      return read().routed;
    },
    errorStatus: (code) => read().errorStatus(code),
  };
}

function readOperations({ client, schemas, protocol }: ServiceDescription): Operations {
  const operations = new Map<string, OperationShape>();
  const statuses = new Map<string, number>();
  for (const schema of Object.values({ ...(client && readSchemas(client)), ...schemas })) {
    if (!Array.isArray(schema)) continue;
    if (schema[0] === 9) operations.set(schema[2], operationShape(schema as unknown as OperationSchema));
    if (schema[0] === -3) addStatus(statuses, protocol, schema as unknown as ErrorSchema);
  }
  const routed = [...operations.values()].filter(isRouted).sort((a, b) => compareRoutes(a.route, b.route));
  return { operations, routed, errorStatus: (code) => statuses.get(code) };
}

const operationShape = ([, , name, traits, input, output]: OperationSchema): OperationShape => ({
  name,
  ...(typeof traits === 'object' && traits.http && { route: parseRoute(traits.http) }),
  get input() {
    return compileShape(input);
  },
  get output() {
    return compileShape(output);
  },
});

/** The query protocols have their own error codes; the JSON protocols use the names of the schemas. */
function addStatus(statuses: Map<string, number>, protocol: Protocol, [, , name, traits]: ErrorSchema): void {
  if (typeof traits === 'number') return;
  const [code, status] = isJson(protocol) ? [name, traits.httpError] : (traits.awsQueryError ?? []);
  statuses.set(code ?? name, status ?? traits.httpError ?? 400);
}
