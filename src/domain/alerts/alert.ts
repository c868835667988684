import type { Scope } from '../decision.ts';

/** What people are told of; those of one family say how one thing stands, of which the last counts. */
export const ALERT_FAMILIES = {
  LimitNear: 'limit',
  LimitExceeded: 'limit',
  OverageDiscovered: 'limit',
  LimitNoLongerExceeded: 'limit',
  HardLimitRefused: 'refused',
  RuleViolated: 'rule',
  LicenseExpiring: 'expiry',
  ServerSilent: 'silent',
  ReportFailed: 'report',
} as const;

export type AlertKind = keyof typeof ALERT_FAMILIES;

export interface Alert extends Scope {
  readonly kind: AlertKind;
  /** The ARN of what it is about. */
  readonly subject: string;
  /** A sentence for a person. */
  readonly message: string;
  /** For programs: figures and what else there is. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** So many of one subject and family are said at once in that time; what comes then is summed up at its end. */
export const SAID_AT_ONCE = 5;
export const WINDOW_SECONDS = 300;

const SUBJECTS: Readonly<Record<AlertKind, string>> = {
  LimitNear: 'Near the limit',
  LimitExceeded: 'Limit exceeded',
  OverageDiscovered: 'Overage discovered',
  LimitNoLongerExceeded: 'Limit no longer exceeded',
  HardLimitRefused: 'Refused by a hard limit',
  RuleViolated: 'Refused by a rule',
  LicenseExpiring: 'License expiring',
  ServerSilent: 'Server silent',
  ReportFailed: 'Report failed',
};

/** The line that a mail is found by; in ASCII, as SNS has subjects. */
export const subjectLine = ({ kind }: Pick<Alert, 'kind'>): string => `License Manager: ${SUBJECTS[kind]}`;

/** What a digest says: how many there were, and the last of them, which is how things stand. */
export const digestOf = (last: Alert, count: number, since: Date): Alert => ({
  ...last,
  message: `${count} more since ${since.toISOString()}; the last: ${last.message}`,
});

/** An alert as messages carry it. */
export const alertJson = (
  { kind, subject, message, detail, accountId, region }: Alert,
  { at, count }: { at: Date; count: number },
) => ({
  version: '1',
  kind,
  message,
  accountId,
  region,
  time: at.toISOString(),
  subjectArn: subject,
  count,
  ...detail,
});
