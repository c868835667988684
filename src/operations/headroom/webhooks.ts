import { randomBytes, randomUUID } from 'node:crypto';
import type { SecretBox } from '../../access/secret-box.ts';
import { DETAIL_TYPES } from '../../domain/notifications/event.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import {
  deleteWebhook as drop,
  insertWebhook,
  listWebhooks as list,
  testWebhook as sendTest,
} from '../../store/webhook.ts';
import { change } from '../change.ts';

interface CreateWebhookRequest {
  readonly Url: string;
  /** Of the events that it is told of; all where there are none. */
  readonly DetailTypes?: readonly string[];
}

interface CreateWebhookResponse {
  readonly WebhookId: string;
  /** As libraries of Standard Webhooks take it. Shown this once. */
  readonly Secret: string;
}

interface ListWebhooksResponse {
  readonly Webhooks: readonly {
    readonly WebhookId: string;
    readonly Url: string;
    readonly DetailTypes: readonly string[];
    readonly CreatedAt: Date;
  }[];
}

const MOST = 20;
const invalid = (message: string): Fault => new Fault('InvalidParameterValueException', message);
const noWebhook = (id: string): Fault => invalid(`There is no webhook ${id}; ListWebhooks lists those there are.`);

/** Events of the account in the Region go to the URL from now on. */
export const createWebhook = (secretBox: SecretBox): Operation<CreateWebhookRequest, CreateWebhookResponse> => ({
  constraints: {
    Url: { length: [1, 2048], pattern: /^https?:\/\/[^\s#]+$/, form: 'a URL that begins with https:// or http://' },
    DetailTypes: { items: [0, DETAIL_TYPES.length] },
    'DetailTypes[]': { oneOf: DETAIL_TYPES },
  },
  async handle({ Url: url, DetailTypes: detailTypes = [] }, context) {
    if (!URL.canParse(url)) throw invalid(`The Url ${url.slice(0, 100)} cannot be read.`);
    const { accountId, region, now: createdAt } = context;
    const id = `wh-${randomUUID()}`;
    const secret = randomBytes(32).toString('base64');
    await change(context, { resources: [], detail: { webhookId: id, url, detailTypes } }, async (trx) => {
      const webhook = { accountId, region, id, url, detailTypes, createdAt };
      if (!(await insertWebhook(trx, webhook, { sealed: secretBox.seal(id, secret), most: MOST })))
        throw invalid(`The account has ${MOST} webhooks in this Region, which is the most: delete one.`);
    });
    return { WebhookId: id, Secret: `whsec_${secret}` };
  },
});

export const listWebhooks: Operation<Record<string, never>, ListWebhooksResponse> = {
  async handle(_request, context) {
    const webhooks = await list(context.db, context);
    return {
      Webhooks: webhooks.map(({ id, url, detailTypes, createdAt }) => ({
        ...{ WebhookId: id, Url: url, DetailTypes: detailTypes, CreatedAt: createdAt },
      })),
    };
  },
};

export const deleteWebhook: Operation<{ readonly WebhookId: string }, Record<string, never>> = {
  constraints: { WebhookId: { length: [1, 64] } },
  async handle({ WebhookId: id }, context) {
    await change(context, { resources: [], detail: { webhookId: id } }, async (trx) => {
      if (!(await drop(trx, context, id))) throw noWebhook(id);
    });
    return {};
  },
};

/** Sends a webhook an event that says that it is a test, whatever it wants to be told of. */
export const testWebhook: Operation<{ readonly WebhookId: string }, { readonly MessageId: string }> = {
  constraints: { WebhookId: { length: [1, 64] } },
  async handle({ WebhookId: id }, context) {
    const MessageId = await change(context, { resources: [], detail: { webhookId: id } }, async (trx) => {
      const sent = await sendTest(trx, context, { id, at: context.now });
      if (sent === undefined) throw noWebhook(id);
      return sent;
    });
    return { MessageId };
  },
};
