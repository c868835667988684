import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureRegistered, RegistrationLost, reportOnce, runAgent } from '../agent/agent.ts';
import { openAgentState } from '../agent/agent-state.ts';
import { CallRefused, ServerUnreachable } from '../agent/json-call.ts';
import { collectInventory } from '../inventory/collect/collect-inventory.ts';
import { inventoryItems } from '../inventory/inventory-item.ts';
import { version } from '../version.ts';
import { CommandError } from './call.ts';

export const agentOptions = {
  endpoint: { type: 'string' },
  region: { type: 'string' },
  'activation-id': { type: 'string' },
  'activation-code': { type: 'string' },
  'state-folder': { type: 'string' },
  'interval-seconds': { type: 'string' },
  once: { type: 'boolean' },
  print: { type: 'boolean' },
} as const;

type Values = { [Name in keyof typeof agentOptions]?: string | boolean };

/** A service manager need not start an agent again whose registration is gone: EX_CONFIG of sysexits. */
const REGISTRATION_LOST = 78;

/**
 * `headroom agent`: registers this machine as a managed instance, once, and reports its inventory. `--print` shows the
 * inventory and sends nothing, `--once` reports and ends. What is not given comes from variables of the same names.
 */
export async function agent(env: Readonly<Record<string, string | undefined>>, values: Values): Promise<number> {
  const collect = () => collectInventory(env);
  if (values.print) {
    console.log(JSON.stringify(inventoryItems(await collect(), new Date()), null, 2));
    return 0;
  }
  const given = (name: keyof Values, variable: string) => (values[name] as string | undefined) ?? env[variable];
  const state = openAgentState(given('state-folder', 'HEADROOM_AGENT_STATE') ?? defaultFolder());
  const say = (text: string) => console.log(text);
  const endpoint = checkedUrl(given('endpoint', 'HEADROOM_ENDPOINT'));
  const activationId = given('activation-id', 'HEADROOM_ACTIVATION_ID');
  const activationCode = given('activation-code', 'HEADROOM_ACTIVATION_CODE');
  const intervalMs = checkedInterval(values['interval-seconds'] as string | undefined) * 1000;
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
  try {
    const registration = await ensureRegistered(
      state,
      {
        region: given('region', 'AWS_REGION') ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
        ...(endpoint && { endpoint }),
        ...(activationId && { activationId }),
        ...(activationCode && { activationCode }),
      },
      say,
    );
    const options = { state, registration, version, collect, intervalMs, say, signal: stop.signal };
    if (!values.once) return await runAgent(options).then(() => 0);
    const sent = await reportOnce(options);
    say(`${registration.instanceId}: ${sent.length > 0 ? `sent ${sent.join(', ')}` : 'nothing changed'}.`);
    return 0;
  } catch (error) {
    if (error instanceof RegistrationLost) {
      console.error(error.message);
      return REGISTRATION_LOST;
    }
    if (error instanceof CallRefused || error instanceof ServerUnreachable) throw new CommandError(error.message);
    throw error;
  }
}

/** A service has the folder that systemd makes for it, root the usual one, others one of their own. */
const defaultFolder = (): string =>
  process.getuid?.() === 0 ? '/var/lib/headroom-agent' : join(homedir(), '.headroom-agent');

function checkedUrl(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new CommandError(`--endpoint is "${text}"; expected a URL such as https://headroom.example.org:8460.`);
}

function checkedInterval(text = '300'): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 10 && Number(text) <= 86_400) return Number(text);
  throw new CommandError(`--interval-seconds is "${text}"; expected a whole number from 10 to 86400.`);
}
