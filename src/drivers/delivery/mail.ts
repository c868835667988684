import { createTransport } from 'nodemailer';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of the message, the same for every try: by it a mail that comes twice is known. */
  readonly messageId: string;
  /** A link that ends the subscription. */
  readonly unsubscribeUrl: string | undefined;
}

export interface Mailer {
  /** Resolves when the SMTP server has taken the mail; throws with what it said, or that it said nothing in time. */
  readonly send: (mail: Mail) => Promise<void>;
}

/** The mail cannot be delivered however often it is tried: the server knows no such recipient. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/** A server that says nothing for so long is given up, and a mail that takes longer in all. */
const SILENCE_MS = 15_000;
const TIME_LIMIT_MS = 40_000;

/** Sends mail by an SMTP server, each on a connection of its own. */
export function createMailer({ smtpUrl, from }: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: SILENCE_MS,
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, subject, text, messageId, unsubscribeUrl }) => {
      const domain = from.replace(/^.*@|>$/g, '');
      const sending = transport.sendMail({
        ...{ from, subject, text, to: { name: '', address: to } },
        messageId: `<${messageId}@${domain}>`,
        ...(unsubscribeUrl && { list: { unsubscribe: unsubscribeUrl } }),
      });
      await within(TIME_LIMIT_MS, sending).catch((error) => {
        throw isRefusal(error) ? new MailRefused(error.message) : error;
      });
    },
  };
}

/** Of what the recipient's server says of the recipient, 5xx will be the same tomorrow; of who sends, an operator may mend it. */
const isRefusal = ({
  code,
  command,
  responseCode,
}: {
  code?: string;
  command?: string;
  responseCode?: number;
}): boolean => code === 'EENVELOPE' && command === 'RCPT TO' && responseCode !== undefined && responseCode >= 500;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the SMTP server took longer than ${ms / 1000} seconds`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
