import type { AssociationDescription, Association as AssociationEntry, AssociationOverview } from '@aws-sdk/client-ssm';
import { overallStatus } from '../../domain/associations/association.ts';
import type { Association } from '../../store/association.ts';
import type { RunSummary } from '../../views/ssm/associations.ts';

const EMPTY: RunSummary = { counts: {}, ranAt: null, succeededAt: null };

/** How an association stands over all servers that reported: failed where one failed, pending where one is. */
export function overviewOf({ counts }: RunSummary): AssociationOverview {
  const status = overallStatus(Object.keys(counts)) ?? 'Pending';
  return { Status: status, DetailedStatus: status, AssociationStatusAggregatedCount: { ...counts } };
}

const common = (association: Association, summary: RunSummary) => ({
  Name: association.name,
  AssociationId: association.id,
  AssociationVersion: `${association.version}`,
  DocumentVersion: association.documentVersion,
  Targets: association.targets.map(({ Key, Values }) => ({ Key, Values: [...(Values ?? [])] })),
  LastExecutionDate: summary.ranAt ?? undefined,
  Overview: overviewOf(summary),
  ScheduleExpression: association.scheduleExpression || undefined,
  AssociationName: association.associationName ?? undefined,
});

export const associationEntry = (association: Association, summary: RunSummary = EMPTY): AssociationEntry =>
  common(association, summary);

export const associationDescription = (
  association: Association,
  summary: RunSummary = EMPTY,
): AssociationDescription => ({
  ...common(association, summary),
  ...association.settings,
  Date: association.createdAt,
  LastUpdateAssociationDate: association.updatedAt,
  Parameters: association.parameters,
  LastSuccessfulExecutionDate: summary.succeededAt ?? undefined,
});
