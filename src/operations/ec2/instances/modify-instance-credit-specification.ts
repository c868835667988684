import type {
  InstanceCreditSpecificationRequest,
  ModifyInstanceCreditSpecificationRequest,
  ModifyInstanceCreditSpecificationResult,
  UnsuccessfulInstanceCreditSpecificationItem,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { type ListedInstance, readInstances } from '../../../views/ec2/instances.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { changeInstanceSettings } from './change-instance-settings.ts';
import { creditsOf } from './cpu-credits.ts';

type Request = ModifyInstanceCreditSpecificationRequest;
type ErrorCode = NonNullable<UnsuccessfulInstanceCreditSpecificationItem['Error']>['Code'];

/** Each machine for itself: the answer names those that could not be changed, and why. */
export const modifyInstanceCreditSpecification: Operation<Request, ModifyInstanceCreditSpecificationResult> = {
  constraints: {
    InstanceCreditSpecifications: { items: [1, 1000] },
    'InstanceCreditSpecifications[].CpuCredits': { oneOf: ['standard', 'unlimited'] },
  },
  resources: ({ InstanceCreditSpecifications: items = [] }, scope) =>
    items.map(({ InstanceId }) => ec2Arn(INSTANCE, InstanceId!, scope)),

  async handle({ InstanceCreditSpecifications: items = [] }, context) {
    const ids = items.map(({ InstanceId }) => InstanceId!);
    const instances = await readInstances(context.db, context, { ids, limit: ids.length });
    const problems = items.map((item) =>
      findProblem(
        item,
        instances.find(({ id }) => id === item.InstanceId),
      ),
    );
    const wanted = new Map(
      items.filter((_, index) => !problems[index]).map((item) => [item.InstanceId!, item.CpuCredits]),
    );
    const settingsOf = ({ id }: { id: string }) => ({ cpuCredits: wanted.get(id)! });
    if (wanted.size > 0) await changeInstanceSettings([...wanted.keys()], context, { detail: { items }, settingsOf });
    return {
      SuccessfulInstanceCreditSpecifications: [...wanted.keys()].map((InstanceId) => ({ InstanceId })),
      UnsuccessfulInstanceCreditSpecifications: problems.filter((problem) => problem !== undefined),
    };
  },
};

function findProblem(
  { InstanceId, CpuCredits }: InstanceCreditSpecificationRequest,
  instance: ListedInstance | undefined,
): UnsuccessfulInstanceCreditSpecificationItem | undefined {
  const problem = (Code: ErrorCode, Message: string) => ({ InstanceId, Error: { Code, Message } });
  if (!instance) return problem('InvalidInstanceID.NotFound', `The instance ID '${InstanceId}' does not exist`);
  if (!creditsOf(instance) || !CpuCredits)
    return problem(
      'InstanceCreditSpecification.NotSupported',
      `${instance.instanceType} has no CPU credits to be specified.`,
    );
  if (instance.state === 'running' || instance.state === 'stopped') return undefined;
  return problem(
    'IncorrectInstanceState',
    `The instance '${InstanceId}' is ${instance.state}; it must be running or stopped.`,
  );
}
