import type { CreateAssociationRequest, UpdateAssociationRequest } from '@aws-sdk/client-ssm';
import {
  type AssociationTerms,
  findScheduleProblem,
  findTargetProblem,
} from '../../domain/associations/association.ts';
import {
  DOCUMENT_VERSION,
  findParameterProblem,
  GATHER_INVENTORY,
} from '../../domain/associations/gather-inventory.ts';
import type { Constraints } from '../../domain/constraints.ts';
import { Fault } from '../../fault.ts';

/** What is echoed: nothing here runs on servers but the collecting of their inventory. */
const ECHOED = ['OutputLocation', 'MaxErrors', 'MaxConcurrency', 'ComplianceSeverity', 'SyncCompliance'] as const;

/** What would change when or where an association runs, and is not built. */
const UNSUPPORTED = [
  ...(['AlarmConfiguration', 'ApplyOnlyAtCronInterval', 'AssociationDispatchAssumeRole', 'CalendarNames'] as const),
  ...(['AutomationTargetParameterName', 'Duration', 'ScheduleOffset', 'TargetLocations', 'TargetMaps'] as const),
];

type Request = Omit<CreateAssociationRequest & UpdateAssociationRequest, 'Name' | 'AssociationId' | 'InstanceId'> & {
  readonly Name?: string | undefined;
};

export const associationConstraints: Constraints = {
  AssociationName: {
    pattern: /^[A-Za-z0-9_.-]{3,128}$/,
    form: '3 to 128 letters, digits, dots, hyphens and underscores',
  },
  ScheduleExpression: { length: [1, 256] },
  Targets: { items: [0, 5] },
  'Targets[].Values': { items: [0, 50] },
  ComplianceSeverity: { oneOf: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'UNSPECIFIED'] },
  SyncCompliance: { oneOf: ['AUTO', 'MANUAL'] },
};

/** The terms that a request gives an association; faults, by AWS's codes, on what cannot be one. */
export function readTerms(request: Request, given: AssociationTerms['targets']): AssociationTerms {
  const { Name: name = GATHER_INVENTORY, DocumentVersion: version = DOCUMENT_VERSION } = request;
  const { ScheduleExpression: scheduleExpression = '', Parameters: parameters = {} } = request;
  if (name !== GATHER_INVENTORY)
    throw new Fault('InvalidDocument', `There is no document "${name.slice(0, 100)}": expected ${GATHER_INVENTORY}.`);
  if (![DOCUMENT_VERSION, '$DEFAULT', '$LATEST'].includes(version))
    throw new Fault('InvalidDocumentVersion', `${GATHER_INVENTORY} has the version ${DOCUMENT_VERSION} alone.`);
  const unsupported = UNSUPPORTED.find((member) => isGiven(request[member]));
  if (unsupported) throw new Fault('ValidationException', `Headroom does not do ${unsupported}; leave it out.`);
  const targets = given.map(({ Key, Values }) => ({ Key, Values }));
  throwIf(
    'InvalidTarget',
    targets.length === 0 ? 'There are no Targets: expected as Key=InstanceIds,Values=*.' : undefined,
  );
  throwIf('InvalidTarget', findTargetProblem(targets));
  throwIf('InvalidSchedule', findScheduleProblem(scheduleExpression));
  throwIf('InvalidParameters', findParameterProblem(parameters));
  return { documentVersion: DOCUMENT_VERSION, scheduleExpression, parameters, targets };
}

function throwIf(code: string, problem: string | undefined): void {
  if (problem) throw new Fault(code, problem);
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

export const settingsOf = (request: Request): Readonly<Record<string, unknown>> =>
  Object.fromEntries(ECHOED.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])));
