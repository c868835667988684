import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { SSM } from '@aws-sdk/client-ssm';
import { sql } from 'kysely';
import { type AgentOptions, RegistrationLost, reportOnce, runAgent } from '../../src/agent/agent.ts';
import { type AgentState, openAgentState, publicKeyOf, type Registration } from '../../src/agent/agent-state.ts';
import { send, ssmRequest } from '../../src/agent/json-call.ts';
import { signedByMachine } from '../../src/agent/machine-signature.ts';
import { register } from '../../src/agent/ssm-session.ts';
import type { ServerInventory } from '../../src/inventory/server-inventory.ts';
import { eventually } from '../eventually.ts';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';

let server: InProcessServer;
let folder: string;
let state: AgentState;
let registration: Registration;
let said: string[];

const region = 'us-east-1';
const inventory: ServerInventory = {
  name: 'srv',
  platform: { type: 'Linux', name: 'Debian GNU/Linux', version: '12' },
  processors: { cpus: 4 },
  applications: [{ Name: 'a' }],
  networks: [],
};

before(async () => {
  server = await startInProcessServer();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headroom-agent-'));
  state = openAgentState(join(folder, 'state'));
  said = [];
  const ssm = new SSM({ endpoint: server.caller.url, region, credentials: server.caller });
  const made = await ssm.createActivation({ IamRole: 'ServerRole' });
  const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  registration = await register(state, { endpoint: server.caller.url, region, ...activation });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const options = (given: Partial<AgentOptions> = {}): AgentOptions => ({
  state,
  registration,
  version: '1.0.0',
  collect: async () => inventory,
  intervalMs: 60_000,
  say: (text) => said.push(text),
  signal: new AbortController().signal,
  ...given,
});
const report = (given: Partial<AgentOptions> = {}) => reportOnce(options(given));
const ofServer = (columns: string) =>
  sql.raw(`UPDATE managed_instance SET ${columns} WHERE instance_id = '${registration.instanceId}'`).execute(server.db);

describe('what is sent', () => {
  test('everything that the server does not have, then nothing, then what changed', async () => {
    assert.deepEqual(await report(), ['AWS:Application', 'AWS:Network', 'AWS:InstanceDetailedInformation']);
    assert.deepEqual(await report(), []);
    const collect = async () => ({ ...inventory, applications: [] });
    assert.deepEqual(await report({ collect }), ['AWS:Application']);
  });

  test('everything again to a server that lost it', async () => {
    await report();
    await sql`DELETE FROM inventory_item WHERE instance_id = ${registration.instanceId}`.execute(server.db);
    assert.equal((await report()).length, 3);
  });

  test('nothing but hashes after a start that does not know what was sent', async () => {
    await report();
    assert.deepEqual(await report({ state: { ...state, reported: async () => undefined } }), []);
  });
});

describe('the key', () => {
  const isDue = () => ofServer("public_key_since = now() - interval '40 days'");

  test('is changed when the server asks for it', async () => {
    const before = publicKeyOf(await state.key());
    await isDue();
    await report();
    assert.notEqual(publicKeyOf(await state.key()), before);
    assert.equal(await state.nextKey(), undefined);
    await report();
  });

  test('is the next one where the answer to its change was lost', async () => {
    const next = await state.makeNextKey();
    const input = { NewPublicKey: publicKeyOf(next), NewPublicKeyType: 'Rsa' };
    const request = ssmRequest(registration.endpoint, 'UpdateManagedInstancePublicKey', input);
    const { instanceId } = registration;
    await send(signedByMachine(request, { instanceId, region, privateKey: await state.key() }, new Date()));
    await report();
    assert.equal(publicKeyOf(await state.key()), publicKeyOf(next));
  });

  test('stays where the disk is full, and reports go on', async () => {
    await isDue();
    const full = async () => Promise.reject(new Error('ENOSPC: no space left on device'));
    assert.equal((await report({ state: { ...state, makeNextKey: full, saveReported: full } })).length, 3);
    assert.deepEqual(said, [
      'The key was not changed: ENOSPC: no space left on device',
      'ENOSPC: no space left on device',
    ]);
  });
});

describe('while it runs', () => {
  const running = (given: Partial<AgentOptions> = {}) => {
    const stop = new AbortController();
    const ended = runAgent(options({ signal: stop.signal, ...given }));
    return {
      ended,
      stop: () => {
        stop.abort();
        return ended;
      },
    };
  };

  test('it reports, and stops when it is told to', async () => {
    const { stop } = running();
    await eventually(async () => said.some((text) => text.startsWith('Sent AWS:Application')), 'it reported');
    await stop();
  });

  test('a server that is away is asked again', async () => {
    const { stop } = running({ registration: { ...registration, endpoint: 'http://127.0.0.1:9' } });
    await eventually(
      async () => said.some((text) => /No server answers.*the next try is in \d+ s/.test(text)),
      'it says so',
    );
    await stop();
  });

  test('a registration that is gone ends it', async () => {
    await sql`DELETE FROM managed_instance WHERE instance_id = ${registration.instanceId}`.execute(server.db);
    await assert.rejects(running().ended, RegistrationLost);
  });
});
