import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { stopBeforeDrop } from '../database.ts';
import { eventually } from '../eventually.ts';

export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** Mails as they came. */
  readonly mails: readonly string[];
  readonly has: (count: number) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** An SMTP server that takes every mail but for addresses of `refused.example`, until the file's last test has ended. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const mails: string[] = [];
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(
        address.endsWith('@refused.example') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null,
      ),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  };
  const server = new SMTPServer(options);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= new Promise<void>((resolve) => server.close(() => resolve()));
    return closed;
  };
  stopBeforeDrop(close);
  const { port: own } = listening.address() as AddressInfo;
  return {
    ...{ url: `smtp://127.0.0.1:${own}`, port: own, mails, close },
    has: (count) => eventually(async () => mails.length >= count && mails, `${count} mails are received`),
  };
}

/** The first link in a mail, with the line breaks of quoted-printable taken out. */
export const linkIn = (mail: string): string => /https?:\/\/\S+/.exec(textOf(mail))![0];

/** What a mail says, decoded. */
export const textOf = (mail: string): string =>
  mail
    .slice(mail.indexOf('\r\n\r\n') + 4)
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
