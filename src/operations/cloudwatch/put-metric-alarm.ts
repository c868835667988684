import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { alarmArn } from '../../domain/alarms/metric-alarm.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { countMetricAlarms, putMetricAlarm as put } from '../../store/metric-alarm.ts';
import { putTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { alarmConstraints, readAlarmDefinition } from './alarm-order.ts';
import { alarmTagRows, tagConstraints } from './tags.ts';

/** Of an account in a Region (quotas of CloudWatch). */
const ALARMS = 5_000;

/** Makes an alarm, or gives one another definition; it keeps its state until it is looked at, which is at once. */
export const putMetricAlarm: Operation<PutMetricAlarmInput, Record<string, never>> = {
  constraints: { ...alarmConstraints, ...tagConstraints },
  resources: ({ AlarmName }, scope) => [alarmArn(scope, AlarmName!)],
  keys: ({ AlarmActions = [], OKActions = [], InsufficientDataActions = [] }) => ({
    'cloudwatch:AlarmActions': [...AlarmActions, ...OKActions, ...InsufficientDataActions],
  }),
  async handle(request, context) {
    const { AlarmName: name = '', ActionsEnabled: actionsEnabled = true, Tags } = request;
    const definition = readAlarmDefinition(request, context);
    const arn = alarmArn(context, name);
    await change(context, { resources: [arn], detail: { ...definition, actionsEnabled, tags: Tags } }, async (trx) => {
      const isNew = await put(trx, context, { name, definition, actionsEnabled, at: context.now });
      if (!isNew) return;
      if ((await countMetricAlarms(trx, context)) > ALARMS)
        throw new Fault(
          'LimitExceeded',
          `This account has ${ALARMS} alarms in this Region, which is the limit. Delete one first.`,
          400,
        );
      await putTags(trx, alarmTagRows(context, arn, Tags));
    });
    return {};
  },
};
