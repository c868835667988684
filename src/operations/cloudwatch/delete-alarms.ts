import type { DeleteAlarmsInput } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../operation.ts';
import { deleteMetricAlarms, lockMetricAlarms } from '../../store/metric-alarm.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { alarmArns, alarmNames, noAlarm } from './named-alarms.ts';

/** Deletes alarms, all or, where there is one of them not, none. */
export const deleteAlarms: Operation<DeleteAlarmsInput, Record<string, never>> = {
  constraints: alarmNames,
  resources: ({ AlarmNames }, scope) => alarmArns(AlarmNames, scope),
  async handle({ AlarmNames: names = [] }, context) {
    const arns = alarmArns(names, context);
    await change(context, { resources: arns }, async (trx) => {
      const alarms = await lockMetricAlarms(trx, context, names);
      const missing = names.find((name) => !alarms.some((alarm) => alarm.name === name));
      if (missing !== undefined) throw noAlarm(missing);
      await deleteMetricAlarms(trx, alarms, context.now);
      await deleteAllTags(trx, arns);
    });
    return {};
  },
};
