import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { alarmArn } from '../../domain/alarms/metric-alarm.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { setAlarmState as setState } from '../../store/metric-alarm.ts';
import { change } from '../change.ts';
import { alarmName } from './alarm-order.ts';
import { lockNamedAlarm } from './named-alarms.ts';

/** Puts an alarm into a state, to try what it does then; when it is looked at next it is in its own again. */
export const setAlarmState: Operation<SetAlarmStateInput, Record<string, never>> = {
  constraints: {
    AlarmName: alarmName,
    StateValue: { oneOf: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] },
    StateReason: { length: [0, 1023] },
    StateReasonData: { length: [0, 4000] },
  },
  resources: ({ AlarmName }, scope) => [alarmArn(scope, AlarmName!)],
  async handle({ AlarmName: name = '', StateValue, StateReason, StateReasonData }, context) {
    const state = StateValue!;
    checkJson(StateReasonData);
    const to = { state, reason: StateReason!, reasonData: StateReasonData, at: context.now };
    await change(
      context,
      { resources: [alarmArn(context, name)], detail: { state, reason: StateReason } },
      async (trx) => setState(trx, await lockNamedAlarm(trx, context, name), to),
    );
    return {};
  },
};

function checkJson(text: string | undefined): void {
  if (text === undefined) return;
  try {
    JSON.parse(text);
  } catch {
    throw new Fault('InvalidFormat', 'StateReasonData is not JSON: expected a JSON document, or none.', 400);
  }
}
