import { isIP } from 'node:net';
import type { Read, Setting } from './settings.ts';

/** What messages are sent with. */
export interface NotificationSettings {
  /** Where those who get messages reach this installation, without a slash at the end; its own address where it is not said. */
  readonly publicUrl: string | undefined;
  /** Networks, such as 127.0.0.0/8, to which messages may be sent though they would be refused otherwise. */
  readonly allowedNetworks: readonly string[];
  /** How mail is sent; undefined where none is. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  /** The percentages of a limit that people are told of when they are reached, in rising order. */
  readonly thresholds: readonly number[];
}

const publicUrl: Setting<string> = {
  parse: (value) => {
    const url = URL.parse(value);
    if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) return undefined;
    return value.replace(/\/+$/, '');
  },
  expected: 'the URL by which others reach this server, such as https://headroom.example.com',
  advice: 'leave it out where HEADROOM_HOST and HEADROOM_PORT say it',
};

const networks: Setting<string[]> = {
  parse: (value) => {
    const list = value.split(',').map((network) => network.trim());
    return list.every(isNetwork) ? list : undefined;
  },
  expected: 'networks with a comma between them, such as 127.0.0.0/8,fe80::/10',
  advice: 'leave it out to send nothing to this machine itself or to addresses of one link',
};

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...others] = text.split('/');
  const family = isIP(address);
  return family > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32) && others.length === 0;
}

const thresholds: Setting<number[]> = {
  parse: (value) => {
    const list = value
      .split(',')
      .map((text) => (/^\s*[1-9]\d?\s*$/.test(text) || text.trim() === '100' ? Number(text) : Number.NaN));
    return list.some(Number.isNaN) ? undefined : [...new Set(list)].toSorted((a, b) => a - b);
  },
  expected: 'percentages of a limit from 1 to 100 with a comma between them',
  advice: 'leave it out for 80,90',
};

const smtpUrl: Setting<string> = {
  parse: (value) => (/^smtps?:$/.test(URL.parse(value)?.protocol ?? '') ? value : undefined),
  expected: 'the URL of an SMTP server, such as smtp://user:password@mail.example.com:587',
  advice: 'percent-encode special characters of the password, or leave it out to send no mail',
  secret: true,
};

const mailFrom: Setting<string> = {
  parse: (value) =>
    /^([^<>\p{Cc}]{0,100}<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/u.test(value) ? value : undefined,
  expected: 'a mail address, such as headroom@example.com or Headroom <headroom@example.com>',
  advice: 'use one that your SMTP server lets this server send as',
};

/** What messages are sent with, if all is said; mail needs both of its settings. */
export function readNotifications(read: Read, problems: string[]): NotificationSettings {
  const [url, from] = [read('HEADROOM_SMTP_URL', smtpUrl), read('HEADROOM_MAIL_FROM', mailFrom)];
  if ((url === undefined) !== (from === undefined))
    problems.push(
      'HEADROOM_SMTP_URL and HEADROOM_MAIL_FROM go together; expected both or neither: set the other, too.',
    );
  return {
    publicUrl: read('HEADROOM_PUBLIC_URL', publicUrl),
    allowedNetworks: read('HEADROOM_DELIVERY_NETWORKS', networks) ?? [],
    mail: url !== undefined && from !== undefined ? { smtpUrl: url, from } : undefined,
    thresholds: read('HEADROOM_ALERT_THRESHOLDS', thresholds) ?? [80, 90],
  };
}
