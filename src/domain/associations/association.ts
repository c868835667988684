import { hash } from 'node:crypto';

export interface Target {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

export type Parameters = Readonly<Record<string, string[]>>;

export interface AssociationTerms {
  readonly documentVersion: string;
  /** Empty: once. */
  readonly scheduleExpression: string;
  readonly parameters: Parameters;
  readonly targets: readonly Target[];
}

/** A server as targets see it. */
export interface TargetedServer {
  readonly instanceId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether all targets of an association name the server; the values of one are alternatives. */
export const isTargeted = (targets: readonly Target[], server: TargetedServer): boolean =>
  targets.length > 0 && targets.every((target) => names(target, server));

function names({ Key: key = '', Values: values = [] }: Target, { instanceId, tags }: TargetedServer): boolean {
  if (key === 'InstanceIds') return values.includes('*') || values.includes(instanceId);
  if (key === 'tag-key') return values.some((value) => Object.hasOwn(tags, value));
  const tag = key.slice('tag:'.length);
  return key.startsWith('tag:') && Object.hasOwn(tags, tag) && values.includes(tags[tag]!);
}

/** What is wrong with targets; undefined where nothing is. */
export function findTargetProblem(targets: readonly Target[]): string | undefined {
  const wrong = targets.find(({ Key: key = '' }) => !/^(InstanceIds|tag-key|tag:.+)$/s.test(key));
  if (wrong) return `There is no target "${wrong.Key?.slice(0, 100)}": expected InstanceIds, tag:KEY or tag-key.`;
  const empty = targets.find(({ Values: values }) => !values?.length);
  return empty && `The target ${empty.Key?.slice(0, 100)} has no values: expected some, or * for all InstanceIds.`;
}

const RATE = /^rate\(([1-9]\d{0,4}) (minutes?|hours?|days?)\)$/;
const CRON = /^cron\((\S+ ){5}\S+\)$/;
const LEAST_MINUTES = 30;

/** What is wrong with a schedule (AWS takes rates from 30 minutes and cron of six fields); undefined where nothing is. */
export function findScheduleProblem(expression: string): string | undefined {
  if (expression === '' || CRON.test(expression)) return undefined;
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  if (count === undefined)
    return `The schedule "${expression.slice(0, 100)}" is none: expected as rate(30 minutes) or cron(0 2 ? * SUN *).`;
  const minutes = unit.startsWith('minute') ? Number(count) : LEAST_MINUTES;
  return minutes < LEAST_MINUTES
    ? `The schedule ${expression} is too often: expected rate(30 minutes) or rarer.`
    : undefined;
}

/** By which an agent knows that what it read of an association is no longer true. */
export const checksumOf = ({ documentVersion, scheduleExpression, parameters }: AssociationTerms): string =>
  hash('sha256', JSON.stringify([documentVersion, scheduleExpression, Object.entries(parameters).sort()]));

/** What a server said last of an association; nothing since its terms changed is nothing at all. */
export interface Run {
  readonly associationVersion: number;
  readonly detailedStatus: string;
  readonly ranAt: Date;
}

/** What the agent is told, by which it decides when to run: what is `Associated` and never ran runs at once. */
export const detailedStatus = (version: number, run: Run | undefined): { status: string; ranAt: Date | undefined } =>
  run && run.associationVersion === version
    ? { status: run.detailedStatus, ranAt: run.ranAt }
    : { status: 'Associated', ranAt: undefined };

/** Of what agents say in many words, those that AWS calls Success and Pending; patterns that PostgreSQL reads alike. */
export const SUCCEEDED = '^(Success|Skipped)$';
export const PENDING = '^(Associated|Pending|InProgress)$';

export type OverallStatus = 'Success' | 'Failed' | 'Pending';
const [succeeded, pending] = [new RegExp(SUCCEEDED), new RegExp(PENDING)];

/** AWS's word for several associations, or one on several servers: failed where one is, pending where one is. */
export function overallStatus(detailed: readonly string[]): OverallStatus | undefined {
  if (detailed.some((status) => !succeeded.test(status) && !pending.test(status))) return 'Failed';
  if (detailed.some((status) => pending.test(status))) return 'Pending';
  return detailed.length > 0 ? 'Success' : undefined;
}
