import type { KeyObject } from 'node:crypto';
import { type AgentState, publicKeyOf, type Registration } from './agent-state.ts';
import { CallRefused, type Credentials, send, signed, ssmRequest } from './json-call.ts';
import { signedByMachine } from './machine-signature.ts';

interface RoleToken {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  /** Epoch seconds. */
  readonly TokenExpirationDate: number;
  readonly UpdateKeyPair: boolean;
}

/** Calls of Systems Manager as a registered machine, with credentials that are fetched and renewed as needed. */
export interface SsmSession {
  readonly call: <Output>(operation: string, input: object) => Promise<Output>;
}

/** Registers this machine and keeps who it is. A repeat after a lost answer has the same key and fingerprint. */
export async function register(
  state: AgentState,
  {
    endpoint,
    region,
    ...activation
  }: { endpoint: string; region: string; activationId: string; activationCode: string },
): Promise<Registration> {
  const [key, fingerprint] = [await state.key(), await state.fingerprint()];
  const { InstanceId } = await send<{ InstanceId: string }>(
    ssmRequest(endpoint, 'RegisterManagedInstance', {
      ActivationCode: activation.activationCode,
      ActivationId: activation.activationId,
      Fingerprint: fingerprint,
      PublicKey: publicKeyOf(key),
      PublicKeyType: 'Rsa',
    }),
  );
  const registration = { endpoint, region, instanceId: InstanceId, fingerprint };
  await state.saveRegistration(registration);
  return registration;
}

/** A machine that is registered, with what it keeps. */
interface Machine {
  readonly state: AgentState;
  readonly registration: Registration;
  readonly clock: () => Date;
}

/** Opens a session; nothing is called before it is used. */
export function openSession(machine: Machine, say: (text: string) => void): SsmSession {
  const { endpoint, region } = machine.registration;
  let credentials: Credentials | undefined;
  let renewAt = 0;

  async function renew(): Promise<Credentials> {
    const token = await tokenWithEitherKey(machine);
    // A disk that is full or an answer that is lost is no reason to fall silent: the server asks again.
    if (token.UpdateKeyPair)
      await changeKey(machine).catch((error: Error) => say(`The key was not changed: ${error.message}`));
    const now = machine.clock().getTime();
    // Half of its life, so that a clock that is off or a server that is away for a while does not matter.
    renewAt = now + (token.TokenExpirationDate * 1000 - now) / 2;
    return {
      accessKeyId: token.AccessKeyId,
      secretAccessKey: token.SecretAccessKey,
      sessionToken: token.SessionToken,
    };
  }

  async function callOnce<Output>(operation: string, input: object): Promise<Output> {
    if (!credentials || machine.clock().getTime() >= renewAt) credentials = await renew();
    return send<Output>(await signed(ssmRequest(endpoint, operation, input), region, credentials));
  }

  return {
    call: (operation, input) =>
      callOnce<never>(operation, input).catch((error: unknown) => {
        if (!(error instanceof CallRefused) || !/Token|UnrecognizedClient|ExpiredToken/.test(error.code)) throw error;
        credentials = undefined;
        return callOnce<never>(operation, input);
      }),
  };
}

/** A call that is signed with one of the machine's keys. */
function callWithKey<Output>(
  { registration, clock }: Machine,
  privateKey: KeyObject,
  { operation, input }: { operation: string; input: object },
): Promise<Output> {
  const { endpoint, region, instanceId } = registration;
  return send(signedByMachine(ssmRequest(endpoint, operation, input), { instanceId, region, privateKey }, clock()));
}

/** Where the answer to a change of keys was lost, the server may have either. */
async function tokenWithEitherKey(machine: Machine): Promise<RoleToken> {
  const { state, registration } = machine;
  const request = { operation: 'RequestManagedInstanceRoleToken', input: { Fingerprint: registration.fingerprint } };
  const next = await state.nextKey();
  try {
    return await callWithKey(machine, await state.key(), request);
  } catch (error) {
    if (!next || !(error instanceof CallRefused)) throw error;
    const token = await callWithKey<RoleToken>(machine, next, request);
    await state.promoteNextKey();
    return token;
  }
}

async function changeKey(machine: Machine): Promise<void> {
  const { state } = machine;
  const next = (await state.nextKey()) ?? (await state.makeNextKey());
  const input = { NewPublicKey: publicKeyOf(next), NewPublicKeyType: 'Rsa' };
  await callWithKey(machine, await state.key(), { operation: 'UpdateManagedInstancePublicKey', input });
  await state.promoteNextKey();
}
