import type { DisableAlarmActionsInput } from '@aws-sdk/client-cloudwatch';
import type { Operation } from '../../operation.ts';
import { setActionsEnabled } from '../../store/metric-alarm.ts';
import { change } from '../change.ts';
import { alarmArns, alarmNames } from './named-alarms.ts';

/** Switches the actions of alarms on or off; names without an alarm are overlooked, as AWS does it. */
const switching = (enabled: boolean): Operation<DisableAlarmActionsInput, Record<string, never>> => ({
  constraints: alarmNames,
  resources: ({ AlarmNames }, scope) => alarmArns(AlarmNames, scope),
  async handle({ AlarmNames: names = [] }, context) {
    await change(context, { resources: alarmArns(names, context) }, (trx) =>
      setActionsEnabled(trx, context, { names, enabled }),
    );
    return {};
  },
});

export const enableAlarmActions = switching(true);
export const disableAlarmActions = switching(false);
