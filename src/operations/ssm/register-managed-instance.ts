import { hash, timingSafeEqual } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { RateLimit } from '../../access/rate-limit.ts';
import { idFromSeed } from '../../domain/ids.ts';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import { CommonFault, Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { type Activation, countRegistration, lockActivation } from '../../store/activation.ts';
import { insertManagedInstance } from '../../store/managed-instance.ts';
import type { DB } from '../../store/schema.ts';
import { copyTags, putTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { activationIdConstraints } from './activation.ts';
import { readPublicKey } from './public-key.ts';
import { ssmTagRows, tagConstraints } from './ssm-tags.ts';

interface RegisterManagedInstanceRequest {
  readonly ActivationId?: string;
  readonly ActivationCode?: string;
  readonly Fingerprint: string;
  readonly PublicKey: string;
  readonly PublicKeyType?: string;
  readonly IamRole?: string;
  readonly Tags?: { readonly Key: string; readonly Value: string }[];
}

interface RegisterManagedInstanceResponse {
  readonly InstanceId: string;
}

/**
 * Makes a server a managed one. Who does not sign proves by id and code of an activation that it may; a caller with the
 * account's credentials needs none (`amazon-ssm-agent -register -role`). Wrong codes count against `guesses`, by source
 * and by activation.
 */
export const registerManagedInstance = (
  guesses: RateLimit,
): Operation<RegisterManagedInstanceRequest, RegisterManagedInstanceResponse> => ({
  unsigned: true,
  // Who has an activation gets the role of that one.
  passes: ({ IamRole: role }, { principal }) =>
    role === undefined || principal.kind === 'anonymous' ? [] : [{ service: 'ssm.amazonaws.com', role }],
  constraints: {
    ...activationIdConstraints,
    ActivationCode: { length: [20, 250] },
    Fingerprint: { length: [1, 256] },
    PublicKey: { length: [392, 2048] },
    IamRole: { length: [1, 64] },
    ...tagConstraints,
  },
  async handle(request, context) {
    const publicKey = readPublicKey(request.PublicKey, request.PublicKeyType);
    const machine = { request, publicKey, instanceId: idFromSeed('mi', context.requestId) };
    if (context.principal.kind !== 'anonymous') await registerInAccount(context, machine);
    else await registerByActivation(context, machine, guesses);
    return { InstanceId: machine.instanceId };
  },
});

interface NewMachine {
  readonly request: RegisterManagedInstanceRequest;
  readonly publicKey: Buffer;
  readonly instanceId: string;
}

async function registerInAccount(context: RequestContext, machine: NewMachine): Promise<void> {
  const { accountId, region } = context;
  const { request, instanceId } = machine;
  if (request.ActivationId !== undefined || request.IamRole === undefined)
    throw new Fault(
      'ValidationException',
      'A signed registration names an IamRole and no activation; one with an activation is not signed.',
    );
  const tags = ssmTagRows({ accountId, region, resourceId: instanceId, resourceType: TAGGED_AS }, request.Tags);
  await change(context, recordOf(context, machine), async (trx) => {
    await insert(trx, { context, machine, iamRole: request.IamRole!, name: undefined });
    await putTags(trx, tags);
  });
}

const TAGGED_AS = 'managed-instance';

async function registerByActivation(context: RequestContext, machine: NewMachine, guesses: RateLimit): Promise<void> {
  const { db, now, sourceIp, log } = context;
  const { ActivationId: id, ActivationCode: code } = machine.request;
  if (id === undefined || code === undefined)
    throw new CommonFault('MissingMember', 'A registration that is not signed needs ActivationId and ActivationCode.');
  const keys = [`from ${sourceIp}`, `for ${id}`];
  if (!keys.every((key) => guesses.allows(key, now))) throw tooManyGuesses();
  const found = await db.transaction().execute((trx) => lockActivation(trx, id));
  if (!found || !timingSafeEqual(found.codeHash, hash('sha256', code, 'buffer'))) {
    for (const key of keys) guesses.take(key, now);
    log.warn({ activationId: id, sourceIp }, 'a registration with a wrong activation was refused');
    throw new Fault('InvalidActivation', 'The activation ID and code do not belong together. Create an activation.');
  }
  const { accountId, region } = found;
  const inAccount = { ...context, accountId, region };
  await change(inAccount, recordOf(inAccount, machine), (trx) => registerWith(trx, inAccount, { ...machine, id }));
}

async function registerWith(
  trx: Transaction<DB>,
  context: RequestContext,
  { id, ...machine }: NewMachine & { readonly id: string },
): Promise<void> {
  const activation = await lockActivation(trx, id);
  checkUsable(activation, id, context);
  await insert(trx, {
    context,
    machine,
    iamRole: activation.iamRole,
    name: activation.defaultInstanceName ?? undefined,
  });
  await countRegistration(trx, id);
  await copyTags(trx, id, machine.instanceId, TAGGED_AS);
}

function checkUsable(
  activation: Activation | undefined,
  id: string,
  { now, sourceIp, log }: RequestContext,
): asserts activation is Activation {
  const refuse = (code: string, why: string): never => {
    log.warn({ activationId: id, sourceIp, code }, 'a registration was refused');
    throw new Fault(code, `Activation ${id} ${why}. Create another one with CreateActivation.`);
  };
  if (!activation) return refuse('InvalidActivation', 'is deleted');
  if (activation.expiresAt <= now) refuse('ActivationExpired', `expired at ${activation.expiresAt.toISOString()}`);
  if (activation.registrations >= activation.registrationLimit)
    refuse('RegistrationLimitExceeded', `has registered ${activation.registrations} servers, which is its limit`);
}

interface Insertion {
  readonly context: RequestContext;
  readonly machine: NewMachine;
  readonly iamRole: string;
  readonly name: string | undefined;
}

async function insert(trx: Transaction<DB>, { context, machine, iamRole, name }: Insertion): Promise<void> {
  const { accountId, region, now, sourceIp, log } = context;
  const { request, publicKey, instanceId } = machine;
  const { Fingerprint: fingerprint, ActivationId: activationId } = request;
  const fields = { accountId, region, instanceId, activationId, iamRole, name, fingerprint, publicKey };
  if (await insertManagedInstance(trx, { ...fields, registeredAt: now, registeredFrom: sourceIp })) return;
  log.warn({ activationId, sourceIp }, 'a registration with the fingerprint of another server was refused');
  throw new Fault(
    'InstanceAlreadyRegistered',
    'A server with this fingerprint is registered already. Deregister it first or, if this is a copy of it, let the copy make a fingerprint of its own.',
  );
}

const recordOf = (context: RequestContext, { instanceId, request }: NewMachine) => ({
  resources: [machineArn(instanceId, context)],
  detail: { instanceId, activationId: request.ActivationId, fingerprint: request.Fingerprint },
});

const tooManyGuesses = (): Fault =>
  new Fault(
    'TooManyUpdates',
    'Too many registrations with a wrong code came from here. Wait a minute, then try again.',
  );
