import type { Kysely } from 'kysely';
import type { Actor, Command, Outcome } from '../domain/commands.ts';
import {
  afterRefusal,
  decideSpotRequest,
  mayPass,
  nextLook,
  type SpotRequestChange,
} from '../domain/fleets/spot-request.ts';
import { describeRefusal, type Refusal } from '../domain/refusal.ts';
import type { DB } from '../store/schema.ts';
import { settleSpotRequest, type TakenSpotRequest } from '../store/spot-request.ts';
import type { Ledger } from './ledger.ts';

export interface Fulfilling {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
}

/**
 * Does what is to be done about a taken Spot request. Its machine is launched with a token made of the request and of how
 * many it had, and is tied to it in the same transaction, so that neither two servers nor a crash launch it twice.
 */
export async function fulfilSpotRequest({ db, ledger }: Fulfilling, taken: TakenSpotRequest): Promise<void> {
  const step = decideSpotRequest(taken.request, taken.machine, taken.at);
  if (step.kind === 'change') return write(db, taken, step.change);
  if (step.kind === 'launch') {
    const outcome = await launch(ledger, taken);
    if (!outcome.ok) await write(db, taken, afterRefusal(taken.request, outcome.refusal, told(outcome.refusal, taken)));
    return;
  }
  const actor = { ...taken.request.details.actor, requestId: `${taken.request.id}/start` };
  const outcome = await ledger.submit({ kind: 'start', actor, dryRun: false, instanceIds: [step.instanceId] });
  if (!outcome.ok) await write(db, taken, waitToStart(taken, outcome.refusal));
}

const told = (refusal: Refusal, { at }: TakenSpotRequest) => ({ message: describeRefusal(refusal), at });

const write = (db: Kysely<DB>, taken: TakenSpotRequest, change: SpotRequestChange): Promise<void> =>
  db.transaction().execute((trx) => settleSpotRequest(trx, taken, change));

/** A request that was refused before is tried without a trace first: a refusal again and again is told once. */
function launch(ledger: Ledger, { request }: TakenSpotRequest): Promise<Outcome> {
  const { actor, request: wanted, terms } = request.details;
  const spot = { ...terms, requestId: request.id };
  return launchOnce(ledger, {
    actor,
    request: { ...wanted!, settings: { ...wanted!.settings, spot } },
    id: request.id,
    sequence: request.launches,
    tried: request.attempts > 0,
  });
}

interface OnceLaunch {
  readonly actor: Actor;
  readonly request: Extract<Command, { kind: 'launch' }>['request'];
  /** Of the Spot request or fleet. */
  readonly id: string;
  readonly sequence: number;
  /** Whether it was refused before. */
  readonly tried: boolean;
}

/** The launch of this number for a request; the same again finds it done. */
export async function launchOnce(
  ledger: Ledger,
  { actor, request, id, sequence, tried }: OnceLaunch,
): Promise<Outcome> {
  // Longer than the tokens that clients can send, so that it is never one of theirs.
  const token = { value: `${id}/${String(sequence).padStart(64, '0')}`, inputHash: id };
  const command = { kind: 'launch', actor: { ...actor, requestId: `${id}/${sequence}` }, token, request } as const;
  if (tried) {
    const trial = await ledger.submit({ ...command, dryRun: true });
    if (!trial.ok) return trial;
  }
  return ledger.submit({ ...command, dryRun: false });
}

/** An interrupted machine that cannot start yet stays stopped, and is tried again. */
function waitToStart({ request, at }: TakenSpotRequest, refusal: Refusal): SpotRequestChange {
  return {
    state: 'disabled',
    statusCode: 'instance-stopped-no-capacity',
    statusMessage: describeRefusal(refusal),
    attempts: request.attempts + 1,
    dueAt: nextLook(request.attempts, at, mayPass(refusal) ? [] : [refusal]),
  };
}
