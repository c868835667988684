import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { AccessKeys } from './access/access-keys.ts';
import { resourcesMade } from './access/action-table.ts';
import { authenticate, type Caller, type Claim } from './access/authenticate.ts';
import type { LimitRequests } from './access/limit-requests.ts';
import { authorizePassing } from './access/pass-role.ts';
import { authorizeTags, requestAccess, requestFacts } from './access/request-access.ts';
import type { PrincipalRights } from './access/rights.ts';
import type { Sessions } from './access/sessions.ts';
import type { Visit } from './admission.ts';
import { openCall } from './domain/audit/call.ts';
import { isReadOnly } from './domain/audit/trail-record.ts';
import type { Actor } from './domain/commands.ts';
import { findViolation } from './domain/constraints.ts';
import type { RequestFacts } from './domain/policies/request-context.ts';
import { CommonFault, Fault } from './fault.ts';
import type { Health } from './health.ts';
import { itemsAskedFor } from './items-asked-for.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { Operation, RequestContext } from './operation.ts';
import type { OperationTables } from './operations/all-operations.ts';
import type { DB } from './store/schema.ts';
import { takeDown, takeDownAttempt, takeDownFailure, userAgentOf } from './take-down.ts';
import type { Named, Watch } from './telemetry/watch.ts';
import type { Trail } from './trail.ts';
import { decodeInput, encodeFault, encodeOutput, type WireResponse } from './wire/codec.ts';
import { describeInput } from './wire/describe-input.ts';
import { findOperation, identify, type Target } from './wire/identify.ts';
import type { WireRequest } from './wire/request.ts';
import type { OperationShape, Service } from './wire/service.ts';

/** What requests are answered with. */
export interface Services {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly accessKeys: AccessKeys;
  readonly rights: PrincipalRights;
  readonly sessions: Sessions;
  readonly trail: Trail;
  /** The account in whose trail it is told that nobody known tried to get in. */
  readonly operatorId: string;
  /** How many requests a principal may send; as many as they like without it. */
  readonly limitRequests?: LimitRequests | undefined;
  readonly log: Logger;
  readonly health: Health;
  readonly operations: OperationTables;
  readonly clock: () => Date;
  readonly stopping: AbortSignal;
  /** Who looks on; nobody in most installations. */
  readonly watch?: Watch | undefined;
}

interface Origin {
  readonly sourceIp: string;
  /** It came by TLS. */
  readonly secure: boolean;
  readonly visit: Visit;
}

/** The way of every AWS request, from bytes to bytes. Never rejects: what goes wrong is answered as the protocol does. */
export const answer = (request: WireRequest, origin: Origin, services: Services): Promise<WireResponse> =>
  services.watch
    ? services.watch.request(request, (named) => answerNamed(request, { ...origin, named }, services))
    : answerNamed(request, origin, services);

async function answerNamed(
  request: WireRequest,
  { sourceIp, secure, visit, named }: Origin & { readonly named?: Named },
  services: Services,
): Promise<WireResponse> {
  const requestId = randomUUID();
  const target = identify(request);
  let actor: Actor | undefined;
  const claim: Claim = {};
  try {
    visit.arrive();
    services.trail.admit();
    if (target.isOffered === false) throw target.problem;
    const now = services.clock();
    const { db, accessKeys, sessions, log } = services;
    const found = await lookUp(services, target);
    const means = { db, accessKeys, sessions, log, now, claim, service: target.service?.id };
    const caller = await authenticate(request, { ...means, unsigned: found?.unsigned === true });
    delete claim.signature;
    const { service, operation } = findOperation(target);
    const implementation = requireBuilt(found, operation);
    const action = `${service.actionPrefix ?? service.id}:${operation.name}`;
    named?.(action, requestId);
    const call = openCall(caller.principal);
    actor = actorOfCaller(caller, request, { requestId, sourceIp, action, call });
    services.limitRequests?.(caller.principal, sourceIp, now);
    const input = decodeInput(service, operation, request);
    call.requestParameters = describeInput(operation.input, input);
    const context = await createContext({ services, caller, actor, input, secure, now });
    await authorize(implementation, input, context);
    answerDryRun(service, implementation, input);
    checkConstraints(implementation, input);
    const { constraints, weight = itemsAskedFor(operation.input, input, constraints) } = implementation;
    await visit.begin(context.accountId, weight);
    if (implementation.holds) visit.rest();
    const output = await implementation.handle(input, context).finally(() => forgetRights(services, context));
    takeDown(services, actor);
    return await encodeOutput(service, operation, { output, requestId });
  } catch (error) {
    const told = faultToTell(error, target, { requestId, log: services.log, health: services.health });
    if (actor) takeDownFailure(services, actor, told, target);
    else takeDownAttempt(services, { claim, request, requestId, sourceIp, target, told });
    return encodeFault(target, told, requestId);
  }
}

/** What this server knows of rights is looked up anew once a request may have changed them. */
function forgetRights({ rights }: Services, { action, accountId }: RequestContext): void {
  if (action.startsWith('iam:')) rights.forget(accountId);
  if (action.startsWith('organizations:') && !isReadOnly(action)) rights.forgetLimits();
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

/** Who asks for what, as the audit trail and the ledger know them. */
function actorOfCaller(
  { principal, region }: Caller,
  request: WireRequest,
  known: Pick<Actor, 'requestId' | 'sourceIp' | 'action' | 'call'>,
): Actor {
  const { accountId, arn: principalArn, accessKeyId } = principal;
  return { ...known, accountId, region, principalArn, accessKeyId, userAgent: userAgentOf(request) };
}

interface Arrival {
  readonly services: Services;
  readonly caller: Caller;
  readonly actor: Actor;
  readonly input: Record<string, unknown>;
  readonly secure: boolean;
  readonly now: Date;
}

async function createContext({ services, caller, actor, input, secure, now }: Arrival): Promise<RequestContext> {
  const { db, ledger, log, stopping, rights } = services;
  const { principal, region } = caller;
  const { requestId, sourceIp, userAgent, action, call } = actor;
  const facts = requestFacts(input, { now, sourceIp, region, userAgent, secure });
  const access = requestAccess({ principal, rights: await rights.of(principal), facts, db });
  const { accountId } = principal;
  const asked = { requestId, now, sourceIp, userAgent, secure, action, call };
  return { ...asked, principal, access, accountId, region, db, ledger, log, stopping };
}

/** The one authorization step: who, what, and on which resources. */
async function authorize(
  operation: AnyOperation,
  input: Record<string, unknown>,
  context: RequestContext,
): Promise<void> {
  const { access, action, call } = context;
  if (operation.decidesAccess && access.byPolicies) return;
  const question = { action, resources: (await operation.resources?.(input, context)) ?? [] };
  if (call) call.resources = question.resources;
  const made = access.byPolicies ? resourcesMade(question, context) : [];
  const own = access.byPolicies ? await factsOf(operation, input, context) : undefined;
  await access.authorize({ action, resources: [...question.resources, ...made] }, own);
  if (access.byPolicies) await authorizeTags(input, context);
  for (const passed of operation.passes?.(input, context) ?? []) await authorizePassing(passed, context);
}

/** What conditions can ask of the request alone; undefined where it has no keys. */
async function factsOf(
  { keys, keysOfMade }: AnyOperation,
  input: Record<string, unknown>,
  context: RequestContext,
): Promise<Pick<RequestFacts, 'keys' | 'made'> | undefined> {
  if (!keys && !keysOfMade) return undefined;
  return { keys: keys && { '*': keys(input) }, made: await keysOfMade?.(input, context) };
}

/** EC2's DryRun asks whether the caller may, and is answered by an error either way. */
function answerDryRun({ id }: Service, { decidesDryRun }: AnyOperation, input: Record<string, unknown>): void {
  if (id === 'ec2' && input['DryRun'] === true && !decidesDryRun)
    throw new Fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
}

interface Telling {
  readonly requestId: string;
  readonly log: Logger;
  readonly health: Health;
}

/** The fault as its client expects it. */
export const answerFault = (error: unknown, target: Target, telling: Telling): WireResponse =>
  encodeFault(target, faultToTell(error, target, telling), telling.requestId);

/** What the client is told of what went wrong; what is no fault is a bug or a database that is away, and is logged. */
function faultToTell(error: unknown, { operation }: Target, { requestId, log, health }: Telling): unknown {
  const isFault = error instanceof Fault || error instanceof CommonFault;
  const trouble = isFault ? undefined : health.troubleOf(error);
  if (trouble) log[TROUBLES[trouble].level]({ requestId, operation, err: error }, TROUBLES[trouble].log);
  else if (!isFault) log.error({ requestId, operation, err: error }, 'request failed');
  else log.debug({ requestId, operation, fault: error.message }, 'request refused');
  return trouble ? TROUBLES[trouble].fault : error;
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
