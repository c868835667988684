import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { AccessKeys } from './access/access-keys.ts';
import { resourcesMade } from './access/action-table.ts';
import { authenticate, type Caller } from './access/authenticate.ts';
import { authorizeTags, requestAccess, requestFacts } from './access/request-access.ts';
import type { PrincipalRights } from './access/rights.ts';
import type { Sessions } from './access/sessions.ts';
import type { Visit } from './admission.ts';
import { findViolation } from './domain/constraints.ts';
import { CommonFault, Fault } from './fault.ts';
import type { Health } from './health.ts';
import { itemsAskedFor } from './items-asked-for.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Operation, RequestContext } from './operation.ts';
import type { OperationTables } from './operations/all-operations.ts';
import type { DB } from './store/schema.ts';
import { decodeInput, encodeFault, encodeOutput, type WireResponse } from './wire/codec.ts';
import { findOperation, identify, type Target } from './wire/identify.ts';
import { headerValue, type WireRequest } from './wire/request.ts';
import type { OperationShape, Service } from './wire/service.ts';

/** What requests are answered with. */
export interface Services {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly accessKeys: AccessKeys;
  readonly rights: PrincipalRights;
  readonly sessions: Sessions;
  readonly log: Logger;
  readonly health: Health;
  readonly operations: OperationTables;
  readonly clock: () => Date;
  readonly stopping: AbortSignal;
}

/** The way of every AWS request, from bytes to bytes. Never rejects: what goes wrong is answered as the protocol does. */
export async function answer(
  request: WireRequest,
  { sourceIp, visit }: { sourceIp: string; visit: Visit },
  services: Services,
): Promise<WireResponse> {
  const requestId = randomUUID();
  const target = identify(request);
  try {
    visit.arrive();
    if (target.isOffered === false) throw target.problem;
    const now = services.clock();
    const { db, accessKeys, sessions, log } = services;
    const found = await lookUp(services, target);
    const means = { db, accessKeys, sessions, log, now, service: target.service?.id };
    const caller = await authenticate(request, { ...means, unsigned: found?.unsigned === true });
    const { service, operation } = findOperation(target);
    const implementation = requireBuilt(found, operation);
    const input = decodeInput(service, operation, request);
    const action = `${service.actionPrefix ?? service.id}:${operation.name}`;
    const context = await createContext({ services, caller, request, input, requestId, now, sourceIp, action });
    await authorize(implementation, input, context);
    answerDryRun(service, implementation, input);
    checkConstraints(implementation, input);
    await visit.begin(context.accountId, itemsAskedFor(operation.input, input, implementation.constraints));
    if (implementation.holds) visit.rest();
    const output = await implementation.handle(input, context).finally(() => forgetRights(services, context));
    return await encodeOutput(service, operation, { output, requestId });
  } catch (error) {
    return answerFault(error, target, { requestId, log: services.log, health: services.health });
  }
}

/** What this server knows of rights is looked up anew once a request may have changed them. */
function forgetRights({ rights }: Services, { action, accountId }: RequestContext): void {
  if (/^(iam|organizations):/.test(action)) rights.forget(accountId);
}

type AnyOperation = Operation<Record<string, unknown>, unknown>;

async function lookUp({ operations }: Services, { service, operation }: Target): Promise<AnyOperation | undefined> {
  const table = service && operation && (await operations[service.id]?.());
  return table && Object.hasOwn(table, operation) ? table[operation] : undefined;
}

function requireBuilt(implementation: AnyOperation | undefined, { name }: OperationShape): AnyOperation {
  if (!implementation)
    throw new CommonFault(
      'NotImplemented',
      `Headroom does not implement ${name} yet; docs/api-coverage.md lists what it does.`,
    );
  return implementation;
}

function checkConstraints({ constraints }: AnyOperation, input: Record<string, unknown>): void {
  const violation = constraints && findViolation(constraints, input);
  if (violation) throw new CommonFault('InvalidMember', violation.message);
}

interface Arrival {
  readonly services: Services;
  readonly caller: Caller;
  readonly request: WireRequest;
  readonly input: Record<string, unknown>;
  readonly requestId: string;
  readonly now: Date;
  readonly sourceIp: string;
  readonly action: string;
}

async function createContext({ services, caller, request, input, ...rest }: Arrival): Promise<RequestContext> {
  const { db, ledger, log, stopping, rights } = services;
  const { principal, region } = caller;
  const userAgent = (headerValue(request, 'user-agent') ?? '').slice(0, 512);
  const facts = requestFacts(input, { ...rest, region, userAgent });
  const access = requestAccess({ principal, rights: await rights.of(principal), facts, db });
  return { ...rest, principal, access, accountId: principal.accountId, region, userAgent, db, ledger, log, stopping };
}

/** The one authorization step: who, what, and on which resources. */
async function authorize(
  operation: AnyOperation,
  input: Record<string, unknown>,
  context: RequestContext,
): Promise<void> {
  const { access, action } = context;
  if (operation.decidesAccess && access.byPolicies) return;
  const question = { action, resources: (await operation.resources?.(input, context)) ?? [] };
  const made = access.byPolicies ? resourcesMade(question, context) : [];
  await access.authorize({ action, resources: [...question.resources, ...made] });
  if (access.byPolicies) await authorizeTags(input, context);
}

/** EC2's DryRun asks whether the caller may, and is answered by an error either way. */
function answerDryRun({ id }: Service, { decidesDryRun }: AnyOperation, input: Record<string, unknown>): void {
  if (id === 'ec2' && input['DryRun'] === true && !decidesDryRun)
    throw new Fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

/** The fault as its client expects it; what is no fault is a bug or a database that is away, and is logged. */
export function answerFault(
  error: unknown,
  target: Target,
  { requestId, log, health }: { requestId: string; log: Logger; health: Health },
): WireResponse {
  const isFault = error instanceof Fault || error instanceof CommonFault;
  const trouble = isFault ? undefined : health.troubleOf(error);
  const { operation } = target;
  if (trouble) log[TROUBLES[trouble].level]({ requestId, operation, err: error }, TROUBLES[trouble].log);
  else if (!isFault) log.error({ requestId, operation, err: error }, 'request failed');
  else log.debug({ requestId, operation, fault: error.message }, 'request refused');
  return encodeFault(target, trouble ? TROUBLES[trouble].fault : error, requestId);
}

/** What the log and callers are told of trouble that is not the request's own. */
const TROUBLES = {
  away: {
    level: 'warn',
    log: 'database away',
    fault: new CommonFault(
      'Unavailable',
      'The database cannot be reached at the moment. Try again; a client token makes it safe.',
    ),
  },
  unwritable: {
    level: 'error',
    log: 'nothing can be written to the database: its disk is full, or it takes no changes',
    fault: new CommonFault(
      'Unwritable',
      'Nothing can be written: the disk of the database is full, or it takes no changes. Try again once that is mended.',
    ),
  },
  busy: {
    level: 'warn',
    log: 'too busy: a statement took too long or found no connection',
    fault: new CommonFault('Busy', 'This server has too much to do at the moment. Try again in a moment.'),
  },
} as const;
