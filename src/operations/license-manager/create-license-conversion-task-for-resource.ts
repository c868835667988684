import type {
  LicenseConversionContext,
  CreateLicenseConversionTaskForResourceRequest as Request,
  CreateLicenseConversionTaskForResourceResponse as Response,
} from '@aws-sdk/client-license-manager';
import type { Constraint } from '../../domain/constraints.ts';
import { idFromSeed } from '../../domain/ids.ts';
import type { Instance } from '../../domain/instances/instance.ts';
import { findMachineProblem, findPathProblem, type LicenseContext } from '../../domain/licenses/license-conversion.ts';
import { parseResourceArn, type Resource } from '../../domain/resource.ts';
import { Fault } from '../../fault.ts';
import type { Operation, RequestContext } from '../../operation.ts';
import { lockInstances } from '../../store/instance.ts';
import { insertConversionTask } from '../../store/license-conversion-task.ts';
import { change } from '../change.ts';
import { arnConstraint } from './named-license.ts';
import { refusalFault } from './refusal-fault.ts';

/** On AWS it takes minutes. */
const CONVERSION_MS = 1_000;

const usageOperation: Constraint = { length: [0, 50] };
const productCodes: Constraint = { items: [0, 10] };
const productCodeId: Constraint = { pattern: /^[A-Za-z0-9]{1,25}$/, form: '1 to 25 letters and digits' };
const productCodeType: Constraint = { oneOf: ['marketplace'] };

/**
 * Creates a task that converts the license type of a stopped instance. A request that no instance could have is a
 * ValidationException; one that does not fit this instance is an InvalidParameterValueException. What is found when the
 * task is carried out ends it as FAILED. docs/license-conversion.md
 */
export const createLicenseConversionTaskForResource: Operation<Request, Response> = {
  resources: ({ ResourceArn: arn }) => [arn!],
  constraints: {
    ResourceArn: arnConstraint,
    'SourceLicenseContext.UsageOperation': usageOperation,
    'SourceLicenseContext.ProductCodes': productCodes,
    'SourceLicenseContext.ProductCodes[].ProductCodeId': productCodeId,
    'SourceLicenseContext.ProductCodes[].ProductCodeType': productCodeType,
    'DestinationLicenseContext.UsageOperation': usageOperation,
    'DestinationLicenseContext.ProductCodes': productCodes,
    'DestinationLicenseContext.ProductCodes[].ProductCodeId': productCodeId,
    'DestinationLicenseContext.ProductCodes[].ProductCodeType': productCodeType,
  },

  async handle(request, context) {
    const { id: instanceId } = namedInstance(request.ResourceArn!);
    const source = toContext(request.SourceLicenseContext!, 'SourceLicenseContext');
    const destination = toContext(request.DestinationLicenseContext!, 'DestinationLicenseContext');
    const impossible = findPathProblem({ source, destination });
    if (impossible) throw new Fault('ValidationException', impossible);
    const { accountId, region, requestId, now: startedAt } = context;
    const id = idFromSeed('lct', requestId, 0, 32);
    const dueAt = new Date(startedAt.getTime() + CONVERSION_MS);
    const task = { accountId, region, id, instanceId, source, destination, startedAt, dueAt };
    const record = { resources: [request.ResourceArn!], detail: { taskId: id, source, destination } };
    await change(context, record, async (trx) => {
      const [instance] = await lockInstances(trx, [instanceId]);
      const problem = findMachineProblem(ownInstance(instance, request.ResourceArn!, context), { source, destination });
      if (problem) throw unfit(problem);
      if (!(await insertConversionTask(trx, task)))
        throw unfit(`A license type conversion of instance ${instanceId} is in progress; wait until it has ended.`);
    });
    return { LicenseConversionTaskId: id };
  },
};

function namedInstance(arn: string): Resource {
  const resource = parseResourceArn(arn);
  if (resource?.type === 'EC2_INSTANCE') return resource;
  throw new Fault(
    'ValidationException',
    `"${arn}" is not the ARN of an EC2 instance, which alone has a license type to convert.`,
  );
}

function toContext(
  { UsageOperation: operation, ProductCodes: codes = [] }: LicenseConversionContext,
  member: string,
): LicenseContext {
  if (!operation) throw new Fault('ValidationException', `${member} has no UsageOperation.`);
  return { usageOperation: operation, productCodes: codes.map((code) => code.ProductCodeId!) };
}

function ownInstance(instance: Instance | undefined, arn: string, { accountId, region }: RequestContext): Instance {
  const named = namedInstance(arn);
  const isOwn = [instance?.accountId, named.ownerId].every((id) => id === accountId) && named.region === region;
  if (isOwn && instance?.region === region && instance.state !== 'terminated') return instance;
  throw refusalFault({ kind: 'resource-not-found', resourceArn: arn });
}

const unfit = (problem: string): Fault => new Fault('InvalidParameterValueException', problem);
