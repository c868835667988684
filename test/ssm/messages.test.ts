import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { SSM } from '@aws-sdk/client-ssm';
import { pino } from 'pino';
import { createAccessKeys } from '../../src/access/access-keys.ts';
import { createMachines } from '../../src/access/machines.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { createHealth } from '../../src/health.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { allOperations } from '../../src/operations/all-operations.ts';
import { createServer } from '../../src/server.ts';
import { freshDatabase } from '../database.ts';
import { callWithSession, type SimulatedAgent, startAgent } from '../simulated-agent.ts';
import { startWorld } from './world.ts';

const getMessages = (url: string, { instanceId, session }: SimulatedAgent, Destination = instanceId) =>
  callWithSession(
    url,
    'EC2WindowsMessageDeliveryService.GetMessages',
    { Destination, MessagesRequestId: 'request', VisibilityTimeoutInSeconds: 10 },
    session,
  );

test('an agent that asks for messages is told that there are none, and of none of another server', async () => {
  const world = await startWorld();
  const [agent, other] = [await world.newAgent(), await world.newAgent()];
  const { url } = world.server.caller;
  const answer = await getMessages(url, agent);
  assert.deepEqual(answer.body, { Destination: agent.instanceId, Messages: [], MessagesRequestId: 'request' });
  assert.equal((await getMessages(url, agent, other.instanceId)).code, 'AccessDeniedException');
});

test('a server that stops answers those that it kept waiting, and does not wait itself', async () => {
  const { db } = await freshDatabase();
  const secretBox = createSecretBox(randomBytes(32));
  const [accessKeys, machines] = [createAccessKeys({ db, secretBox }), createMachines({ db, secretBox })];
  const credentials = (await accessKeys.ensureFirstAccount({ accountId: undefined, rootCredentials: undefined }))!;
  const means = {
    db,
    ledger: createLedger({ db }),
    health: createHealth({ db }),
    accessKeys,
    machines,
    log: pino({ level: 'silent' }),
  };
  // Longer than the test may take: it is the stop that ends it.
  const operations = allOperations({ accessKeys, machines, holdMs: 3_600_000 });
  const server = createServer({ ...means, operations, clock: () => new Date() });
  const arrived = Promise.withResolvers<void>();
  server.addHook('preHandler', async ({ headers }) => {
    if (String(headers['x-amz-target']).endsWith('GetMessages')) arrived.resolve();
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials });
  const made = await ssm.createActivation({ IamRole: randomUUID() });
  const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
  const agent = await startAgent(url, activation);
  const held = getMessages(url, agent);
  await arrived.promise;
  const [answer] = await Promise.all([held, server.close()]);
  assert.deepEqual([answer.status, answer.body.Messages], [200, []]);
});
