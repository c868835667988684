import type {
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  HistoryItemType,
} from '@aws-sdk/client-cloudwatch';
import { alarmArn } from '../../domain/alarms/metric-alarm.ts';
import type { Operation } from '../../operation.ts';
import { listAlarmHistory } from '../../views/cloudwatch/alarms.ts';
import { readPage } from '../read-page.ts';
import { invalidToken } from './describe-alarms.ts';

/** What became of alarms in the last thirty days, also of those that are deleted. */
export const describeAlarmHistory: Operation<DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput> = {
  constraints: {
    AlarmName: { length: [1, 255] },
    AlarmTypes: { items: [0, 10] },
    'AlarmTypes[]': { oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] },
    HistoryItemType: { oneOf: ['ConfigurationUpdate', 'StateUpdate', 'Action'] },
    MaxRecords: { range: [1, 100], integer: true },
    ScanBy: { oneOf: ['TimestampDescending', 'TimestampAscending'] },
  },
  resources: ({ AlarmName }, scope) => (AlarmName === undefined ? [] : [alarmArn(scope, AlarmName)]),
  async handle(request, context) {
    if (request.AlarmTypes && !request.AlarmTypes.includes('MetricAlarm')) return { AlarmHistoryItems: [] };
    const { MaxRecords: size = 100, NextToken: token, ...scope } = request;
    const narrowed = {
      name: request.AlarmName,
      type: request.HistoryItemType,
      from: request.StartDate,
      until: request.EndDate,
      descending: request.ScanBy !== 'TimestampAscending',
    };
    const { rows, nextToken } = await readPage(
      { size, token, scope },
      {
        operation: 'DescribeAlarmHistory',
        kind: 'number',
        read: ({ after, limit }) => listAlarmHistory(context.db, context, { after, limit, ...narrowed }),
        keyOf: ({ sequence }) => sequence,
      },
      invalidToken,
    );
    const items = rows.map(({ alarmName, type, summary, data, at }) => ({
      AlarmName: alarmName,
      AlarmType: 'MetricAlarm' as const,
      Timestamp: at,
      HistoryItemType: type as HistoryItemType,
      HistorySummary: summary,
      HistoryData: data,
    }));
    return { AlarmHistoryItems: items, NextToken: nextToken };
  },
};
