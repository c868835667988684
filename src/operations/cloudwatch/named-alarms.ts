import type { Transaction } from 'kysely';
import { alarmArn } from '../../domain/alarms/metric-alarm.ts';
import type { MetricAlarm } from '../../domain/alarms/notification.ts';
import { Fault } from '../../fault.ts';
import type { RequestContext } from '../../operation.ts';
import { lockMetricAlarms } from '../../store/metric-alarm.ts';
import type { DB } from '../../store/schema.ts';
import { alarmName } from './alarm-order.ts';

/** What operations on up to a hundred alarms ask of their names. */
export const alarmNames = { AlarmNames: { items: [0, 100] }, 'AlarmNames[]': alarmName } as const;

export const alarmArns = (names: readonly string[] = [], scope: { accountId: string; region: string }): string[] =>
  names.map((name) => alarmArn(scope, name));

/** The alarm of a name, locked. */
export async function lockNamedAlarm(
  trx: Transaction<DB>,
  context: RequestContext,
  name: string,
): Promise<MetricAlarm> {
  const [alarm] = await lockMetricAlarms(trx, context, [name]);
  if (!alarm) throw noAlarm(name);
  return alarm;
}

export const noAlarm = (name: string): Fault =>
  new Fault(
    'ResourceNotFound',
    `There is no alarm "${name}" in this account and Region. DescribeAlarms lists them.`,
    404,
  );
