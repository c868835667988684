import { setTimeout as sleep } from 'node:timers/promises';
import { inventoryItems } from '../inventory/inventory-item.ts';
import type { ServerInventory } from '../inventory/server-inventory.ts';
import type { AgentState, Registration } from './agent-state.ts';
import { CallRefused } from './json-call.ts';
import { packageStamp } from './package-stamp.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { openSession, register } from './ssm-session.ts';

/** How often packages are looked at between two reports, in milliseconds. */
const LOOK_MS = 10_000;
const FIRST_WAIT_MS = 5_000;

export interface AgentOptions {
  readonly state: AgentState;
  readonly registration: Registration;
  readonly version: string;
  readonly collect: () => Promise<ServerInventory>;
  /** Between two reports of a machine that does not change. */
  readonly intervalMs: number;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** No report will ever succeed as things are: the machine was deregistered, or this is a copy of another's state. */
export class RegistrationLost extends Error {
  override readonly name = 'RegistrationLost';
}

const LOST = /^(InvalidInstanceId|MachineFingerprintDoesNotMatch)/;

/** The registration that is kept, or a new one by an activation. Throws where there is neither. */
export async function ensureRegistered(
  state: AgentState,
  asked: { endpoint?: string; region: string; activationId?: string; activationCode?: string },
  say: (text: string) => void,
): Promise<Registration> {
  const known = await state.registration();
  if (known) return asked.endpoint ? { ...known, endpoint: asked.endpoint } : known;
  const { endpoint, region, activationId, activationCode } = asked;
  if (!endpoint || !activationId || !activationCode)
    throw new Error(
      `This machine is not registered (no registration in ${state.folder}). Make an activation with \`aws ssm create-activation\` and give --endpoint, --activation-id and --activation-code.`,
    );
  const registration = await register(state, { endpoint, region, activationId, activationCode });
  say(`Registered as ${registration.instanceId} at ${endpoint}.`);
  return registration;
}

/** Reports once. Returns the types of inventory that were sent. */
export async function reportOnce(options: AgentOptions): Promise<string[]> {
  return createReport(options)();
}

/**
 * Reports until the signal: every interval, and within seconds of a change of packages. A server that is away, or refuses for
 * the moment, is asked again after a wait that doubles up to the interval. Throws RegistrationLost.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { intervalMs, say, signal } = options;
  const report = createReport(options);
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const stamp = await packageStamp();
    try {
      const sent = await report();
      if (sent.length > 0) say(`Sent ${sent.join(', ')}.`);
      wait = FIRST_WAIT_MS;
      await untilDue(stamp, intervalMs, signal);
    } catch (error) {
      if (error instanceof RegistrationLost) throw error;
      const ms = Math.round(wait * (0.75 + Math.random() / 2));
      say(`${(error as Error).message}; the next try is in ${Math.round(ms / 1000)} s.`);
      wait = Math.min(wait * 2, intervalMs);
      await pause(ms, signal);
    }
  }
}

function createReport(options: AgentOptions): () => Promise<string[]> {
  const { state, registration, version, collect, say } = options;
  const session = openSession({ state, registration, clock: () => new Date() }, say);
  let reporter: Reporter | undefined;
  return async () => {
    const server = await collect();
    const items = inventoryItems(server, new Date());
    const { instanceId } = registration;
    reporter ??= createReporter(session, { instanceId, version, accepted: await state.reported() });
    const sent = await reporter.report(server, items).catch((error: unknown) => {
      throw error instanceof CallRefused && LOST.test(error.code) ? lost(options, error) : error;
    });
    // A disk that is full costs a report in full after the next start.
    const hashes = Object.fromEntries(items.map(({ TypeName, ContentHash }) => [TypeName, ContentHash]));
    if (sent.length > 0) await state.saveReported(hashes).catch((error: Error) => say(error.message));
    return sent;
  };
}

const lost = ({ state, registration }: AgentOptions, cause: CallRefused): RegistrationLost =>
  new RegistrationLost(
    `${cause.message} The registration of ${registration.instanceId} is not valid any more: remove ${state.folder} and register this machine with a new activation.`,
    { cause },
  );

/** Until the interval is over or packages changed. */
async function untilDue(stamp: string, intervalMs: number, signal: AbortSignal): Promise<void> {
  for (let waited = 0; waited < intervalMs && !signal.aborted; waited += LOOK_MS) {
    await pause(Math.min(LOOK_MS, intervalMs - waited), signal);
    if ((await packageStamp()) !== stamp) return;
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});
