import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '@aws-sdk/client-cloudwatch';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { listAlarms } from '../../views/cloudwatch/alarms.ts';
import { readPage } from '../read-page.ts';
import { alarmShape } from './alarm-shape.ts';
import { alarmArns, alarmNames } from './named-alarms.ts';

/** Alarms on metrics; others there are none. */
export const describeAlarms: Operation<DescribeAlarmsInput, DescribeAlarmsOutput> = {
  constraints: {
    ...alarmNames,
    AlarmNamePrefix: { length: [1, 255] },
    AlarmTypes: { items: [0, 10] },
    'AlarmTypes[]': { oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] },
    ChildrenOfAlarmName: { length: [1, 255] },
    ParentsOfAlarmName: { length: [1, 255] },
    StateValue: { oneOf: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] },
    ActionPrefix: { length: [1, 1024] },
    MaxRecords: { range: [1, 100], integer: true },
  },
  resources: ({ AlarmNames }, scope) => alarmArns(AlarmNames, scope),
  async handle(request, context) {
    const { AlarmNames: names, AlarmNamePrefix: prefix, StateValue: state, ActionPrefix: actionPrefix } = request;
    if (names && prefix !== undefined)
      throw new Fault('ValidationError', 'AlarmNames and AlarmNamePrefix are both given: expected one of them.', 400);
    const none = { CompositeAlarms: [], MetricAlarms: [] };
    const isOther = request.AlarmTypes && !request.AlarmTypes.includes('MetricAlarm');
    if (isOther || request.ChildrenOfAlarmName !== undefined || request.ParentsOfAlarmName !== undefined) return none;
    const { MaxRecords: size = 50, NextToken: token, ...scope } = request;
    const { rows, nextToken } = await readPage(
      { size, token, scope },
      {
        operation: 'DescribeAlarms',
        kind: 'string',
        read: ({ after = '', limit }) =>
          listAlarms(context.db, context, { after, limit, names, prefix, state, actionPrefix }),
        keyOf: ({ name }) => name,
      },
      invalidToken,
    );
    return { ...none, MetricAlarms: rows.map(alarmShape), NextToken: nextToken };
  },
};

export const invalidToken = (message: string): Fault => new Fault('InvalidNextToken', message, 400);
