import { checksumOf, detailedStatus, type Run } from '../../domain/associations/association.ts';
import { machineArn } from '../../domain/managed-instances/machine-id.ts';
import type { Operation } from '../../operation.ts';
import type { Association } from '../../store/association.ts';
import { readRuns } from '../../views/ssm/associations.ts';
import { associationsOf } from './named-association.ts';
import { instanceIdConstraint } from './named-instance.ts';
import { readPage } from './read-page.ts';

interface ListInstanceAssociationsRequest {
  readonly InstanceId: string;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

interface ListInstanceAssociationsResponse {
  readonly Associations: readonly object[];
  readonly NextToken: string | undefined;
}

/**
 * What a server is to run, as its agent asks every ten minutes. The agent takes an element whole or fails over it, so each
 * has every member; it decides by status, schedule and last run, so these must follow what it reports.
 */
export const listInstanceAssociations: Operation<ListInstanceAssociationsRequest, ListInstanceAssociationsResponse> = {
  resources: ({ InstanceId }, scope) => [machineArn(InstanceId, scope)],
  constraints: { InstanceId: instanceIdConstraint, MaxResults: { range: [1, 50], integer: true } },
  async handle(request, context) {
    const { InstanceId: instanceId } = request;
    const runs = await readRuns(context.db, instanceId);
    const { rows, nextToken } = await readPage<Association, number>(request, {
      operation: 'ListInstanceAssociations',
      kind: 'number',
      size: 20,
      read: async ({ after = 0, limit }) => {
        const due = (await associationsOf(instanceId, context)).filter(({ sequence }) => sequence > after);
        const page = due.slice(0, limit);
        return { rows: page, after: due.length > limit ? page.at(-1)?.sequence : undefined };
      },
    });
    const Associations = rows.map((association) => summaryShape(association, instanceId, runs.get(association.id)));
    return { Associations, NextToken: nextToken };
  },
};

function summaryShape(association: Association, instanceId: string, run: Run | undefined) {
  const { status, ranAt } = detailedStatus(association.version, run);
  return {
    AssociationId: association.id,
    AssociationVersion: `${association.version}`,
    InstanceId: instanceId,
    Name: association.name,
    DocumentVersion: association.documentVersion,
    Checksum: checksumOf(association),
    DetailedStatus: status,
    ScheduleExpression: association.scheduleExpression,
    Parameters: association.parameters,
    LastExecutionDate: ranAt,
  };
}
