import { SSM } from '@aws-sdk/client-ssm';
import { type InProcessServer, startInProcessServer } from '../in-process-server.ts';
import { makeRsaKey, type SimulatedAgent, startAgent } from '../simulated-agent.ts';

/** Systems Manager on a database of its own. */
export interface World {
  readonly server: InProcessServer;
  readonly ssm: SSM;
  /** Registers a server, which reports that it is alive; `information` is said beside what agents say. */
  newAgent(information?: object): Promise<SimulatedAgent>;
}

const key = makeRsaKey();

export async function startWorld(): Promise<World> {
  const server = await startInProcessServer();
  const { url } = server.caller;
  const ssm = new SSM({ endpoint: url, region: 'us-east-1', credentials: server.caller });
  return {
    server,
    ssm,
    newAgent: async (information = {}) => {
      const made = await ssm.createActivation({ IamRole: 'ServerRole' });
      const activation = { activationId: made.ActivationId!, activationCode: made.ActivationCode! };
      return startAgent(url, activation, { key, information });
    },
  };
}

export const CAPTURE_TIME = '2026-11-28T03:06:36Z';

/** An item of PutInventory as agents send it. */
export const item = (TypeName: string, Content: object[], SchemaVersion = '1.0') => ({
  ...{
    TypeName,
    SchemaVersion,
    CaptureTime: CAPTURE_TIME,
    ContentHash: JSON.stringify(Content).slice(0, 256),
    Content,
  },
});

export const applications = (...Content: object[]) => item('AWS:Application', Content, '1.1');
