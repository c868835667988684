import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SSM } from '@aws-sdk/client-ssm';
import { callWithSession, type SimulatedAgent, startAgent } from '../simulated-agent.ts';
import { givenServer } from './given-server.ts';
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
  // Longer than the test may take: it is the stop that ends it.
  const { server, listen } = await givenServer({ holdMs: 3_600_000 });
  const arrived = Promise.withResolvers<void>();
  server.addHook('preHandler', async ({ headers }) => {
    if (String(headers['x-amz-target']).endsWith('GetMessages')) arrived.resolve();
  });
  const { url, credentials } = await listen();
  const ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials });
  const made = await ssm.createActivation({ IamRole: 'ServerRole' });
  const agent = await startAgent(url, { activationId: made.ActivationId!, activationCode: made.ActivationCode! });
  const held = getMessages(url, agent);
  await arrived.promise;
  const [answer] = await Promise.all([held, server.close()]);
  assert.deepEqual([answer.status, answer.body.Messages], [200, []]);
});
