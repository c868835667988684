import type {
  ModifyInstanceCpuOptionsRequest,
  ModifyInstanceCpuOptionsResult,
  NestedVirtualizationSpecification,
} from '@aws-sdk/client-ec2';
import { CommonFault, Fault } from '../../../fault.ts';
import type { Operation } from '../../../operation.ts';
import { actorOf } from '../../change.ts';
import { ec2Arn, INSTANCE } from '../ec2-ids.ts';
import { logOverages } from '../log-overages.ts';
import { refusalFault } from '../refusal-fault.ts';
import { checkInstanceIds } from './instance-ids.ts';

/** Changes the CPU options of a stopped instance; licenses under honorVcpuOptimization count its cores and threads. */
export const modifyInstanceCpuOptions: Operation<ModifyInstanceCpuOptionsRequest, ModifyInstanceCpuOptionsResult> = {
  resources: ({ InstanceId: id }, scope) => (id ? [ec2Arn(INSTANCE, id, scope)] : []),
  constraints: {
    CoreCount: { integer: true },
    ThreadsPerCore: { integer: true },
    NestedVirtualization: { oneOf: ['enabled', 'disabled'] },
  },

  async handle(input, context) {
    const { CoreCount: coreCount, ThreadsPerCore: threadsPerCore, NestedVirtualization: nestedVirtualization } = input;
    const [id] = checkInstanceIds(input.InstanceId ? [input.InstanceId] : []);
    if ((coreCount === undefined) !== (threadsPerCore === undefined))
      throw new Fault('InvalidParameterCombination', 'CoreCount and ThreadsPerCore must be specified together.');
    if (coreCount === undefined && !nestedVirtualization)
      throw new CommonFault(
        'MissingMember',
        'The request must contain CoreCount with ThreadsPerCore, NestedVirtualization or both',
      );
    const options = { instanceId: id!, coreCount, threadsPerCore, nestedVirtualization };
    const outcome = await context.ledger.submit({ kind: 'change-cpu-options', actor: actorOf(context), ...options });
    if (!outcome.ok) throw refusalFault(outcome.refusal);
    logOverages(outcome, context);
    const [instance] = outcome.instances!;
    return {
      InstanceId: id,
      CoreCount: instance!.coreCount,
      ThreadsPerCore: instance!.threadsPerCore,
      NestedVirtualization: instance!.settings.nestedVirtualization as NestedVirtualizationSpecification | undefined,
    };
  },
};
