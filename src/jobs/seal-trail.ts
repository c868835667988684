import type { Logger } from 'pino';
import { ROUND, type SealingContext, sealTrail } from '../access/seal-trail.ts';
import { keepWorking } from './keep-working.ts';

const PAUSE_MS = 1_000;

/** Starts to seal the events of the trail in blocks. Changes do not wait for it; of several servers one does it at a time. */
export const startSealing = ({ log, ...context }: SealingContext & { readonly log: Logger }) =>
  keepWorking({
    what: 'the audit trail is sealed',
    log,
    round: async () => ((await sealTrail({ ...context, now: new Date() })) < ROUND ? PAUSE_MS : 0),
  });
