import { nextTry } from '../domain/notifications/retry.ts';
import { MailRefused } from '../drivers/delivery/mail.ts';
import { startQueue } from '../drivers/queue/job-queue.ts';
import { troubleOf } from '../ledger/ledger.ts';
import {
  deleteGivenUp,
  deleteToldMessages,
  endDelivery,
  failDelivery,
  queueLateDeliveries,
  takeDelivery,
} from '../store/delivery.ts';
import type { Job } from '../store/job.ts';
import { noTopic, TO_TOPIC, tellSubscribers } from '../store/publish.ts';
import { deleteUnconfirmed } from '../store/subscription.ts';
import { atOnce } from './at-once.ts';
import { inPortions } from './in-portions.ts';
import type { QueueContext } from './job-context.ts';
import { every } from './schedule.ts';
import { type Sending, sendMessage } from './send-message.ts';

/** What messages are delivered with. */
export interface DeliveryContext extends QueueContext, Sending {}

/** Deliveries at a time: endpoints that hang hold up the others only when there are so many. */
const AT_ONCE = 32;
const LATE_MS = 10_000;
const LATE_AT_ONCE = 1_000;
const HOUR_MS = 3_600_000;
const GIVEN_UP_KEPT_MS = 30 * 24 * HOUR_MS;
const MESSAGES_AT_ONCE = 10_000;

/**
 * Starts to deliver messages. Any number of servers may do it. A job has done its part when its delivery has begun: what is
 * cut off is found by when it was due, and waits for no connection meanwhile.
 */
export function startDelivering(context: DeliveryContext): { stop: () => Promise<void> } {
  const { db, url, log } = context;
  const deliveries = atOnce(AT_ONCE);
  const attempt = (id: number) => () =>
    deliver(context, id).catch((err) => log[troubleOf(err) ? 'warn' : 'error']({ err }, 'a delivery was cut off'));
  const queued = startQueue<Extract<Job, { task: 'deliver' }>>({
    ...{ url, log, concurrency: 1 },
    tasks: { deliver: ({ deliveryId }) => deliveries.begin(attempt(deliveryId)) },
  });
  const late = every(LATE_MS, {
    name: 'queue late deliveries',
    log,
    work: () => queueLateDeliveries(db, new Date(Date.now() - LATE_MS), LATE_AT_ONCE),
  });
  const told = every(HOUR_MS, { name: 'forget what is told', log, work: () => forgetTold(context, new Date()) });
  return {
    stop: async () => {
      await Promise.all([queued.stop(), late.stop(), told.stop()]);
      await deliveries.ended();
    },
  };
}

/** Deletes messages that all have, what was given up long ago, and subscriptions that nobody confirmed. */
export async function forgetTold({ db }: Pick<DeliveryContext, 'db'>, now: Date): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await db.transaction().execute(async (trx) => {
    await deleteGivenUp(trx, ago(GIVEN_UP_KEPT_MS));
    await deleteUnconfirmed(trx, now);
  });
  await inPortions(db, MESSAGES_AT_ONCE, (trx, some) => deleteToldMessages(trx, ago(HOUR_MS), some));
}

/**
 * Delivers a message to one endpoint, if it is its turn. What fails is tried again ever more rarely, and given up in the
 * end: an operator reads of it in the log, and everybody of what is their own in the list of failed deliveries.
 */
export async function deliver(context: DeliveryContext, id: number): Promise<void> {
  const { db, log } = context;
  const delivery = await takeDelivery(db, id);
  if (!delivery) return;
  const { accountId, region, endpoint, attempts, message } = delivery;
  const fail = async (reason: string, nextAt: Date | undefined) => {
    await failDelivery(db, delivery, { reason, nextAt });
    const what = { accountId, region, endpoint, messageId: message.id, attempts, reason };
    if (nextAt) log.debug(what, 'a message cannot be delivered yet');
    else log.warn(what, 'a message is given up; headroom deliveries lists it');
  };
  if (delivery.protocol === TO_TOPIC) {
    const isThere = await db.transaction().execute((trx) => tellSubscribers(trx, delivery));
    return isThere ? endDelivery(db, id) : fail(noTopic(endpoint, accountId), undefined);
  }
  if (!delivery.subscription && !delivery.webhookSecret)
    return fail('The subscription with its topic, or the webhook, was deleted meanwhile.', undefined);
  if (message.type === 'SubscriptionConfirmation' && delivery.isConfirmed) return endDelivery(db, id);
  try {
    await sendMessage(context, delivery);
  } catch (error) {
    const { createdAt } = message;
    const nextAt = error instanceof MailRefused ? undefined : nextTry({ attempts, createdAt, now: new Date() });
    return fail(reasonOf(error), nextAt);
  }
  return endDelivery(db, id);
}

function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: readonly unknown[] };
  return message || (errors?.[0] ? reasonOf(errors[0]) : (code ?? String(error)));
}
