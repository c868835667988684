import { decideAccess } from '../src/domain/authorization.ts';
import { findViolation } from '../src/domain/constraints.ts';
import { CommonFault } from '../src/fault.ts';
import type { AnyOperationTable } from '../src/operations/operation-table.ts';
import { decodeJson, encodeJson } from '../src/wire/aws-json.ts';
import { nameFault } from '../src/wire/fault-names.ts';
import type { Service } from '../src/wire/service.ts';
import { requestContext } from './request-context.ts';

/** Who calls; by default the first account in us-east-1. */
export interface Who {
  readonly accountId?: string;
  readonly region?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests read what the wire carries
export type Wire = any;

/** A service called as a client does: by the name of an operation, with JSON. */
export interface JsonService<Name extends string> {
  /** What the operation answers. */
  call(name: Name, input: object, who?: Who): Promise<Wire>;
  /** How the operation refuses: `CODE STATUS: message`. Fails where it does not. */
  refusal(name: Name, input: object, who?: Who): Promise<string>;
}

type Means = Omit<Parameters<typeof requestContext>[0], 'action' | keyof Who>;

/** Calls the operations as the pipeline does, from JSON to JSON. */
export function jsonService<Table extends object>(
  service: Service,
  operations: Table,
  means: Means,
): JsonService<keyof Table & string> {
  const call = async (name: string, input: object, who: Who = {}): Promise<Wire> => {
    const context = requestContext({ ...means, action: `${service.id}:${name}`, ...who });
    const shape = service.operations.get(name)!;
    const { constraints, resources, handle } = (operations as AnyOperationTable)[name]!;
    const request = decodeJson(shape.input, Buffer.from(JSON.stringify(input)));
    const violation = constraints && findViolation(constraints, request);
    if (violation) throw new CommonFault('InvalidMember', violation.message);
    const access = decideAccess(context.principal, {
      action: context.action,
      resources: (await resources?.(request, context)) ?? [],
    });
    if (!access.allowed) throw new CommonFault('NotAuthorized', access.reason);
    return JSON.parse(encodeJson(shape.output, await handle(request, context)));
  };
  return {
    call,
    refusal: async (name, input, who) => {
      const answered = await call(name, input, who).then(
        (output) => ({ output }),
        (error: unknown) => ({ error }),
      );
      if ('output' in answered) throw new Error(`${name} answered ${JSON.stringify(answered.output)}`);
      const { code, status, message } = nameFault({ protocol: service.protocol, service }, answered.error);
      if (status >= 500) throw answered.error;
      return `${code} ${status}: ${message}`;
    },
  };
}
