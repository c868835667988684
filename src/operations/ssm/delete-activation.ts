import type { DeleteActivationRequest, DeleteActivationResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { deleteActivation as deleteRow } from '../../store/activation.ts';
import { deleteAllTags } from '../../store/tag.ts';
import { change } from '../change.ts';
import { activationArn, activationIdConstraints } from './activation.ts';

/** Ends an activation; servers that registered with it stay. */
export const deleteActivation: Operation<DeleteActivationRequest, DeleteActivationResult> = {
  constraints: activationIdConstraints,
  async handle({ ActivationId }, context) {
    const { accountId, region } = context;
    const id = ActivationId!;
    await change(context, { resources: [activationArn(context, id)] }, async (trx) => {
      if (!(await deleteRow(trx, { accountId, region, id })))
        throw new Fault(
          'InvalidActivation',
          `There is no activation ${id}; DescribeActivations lists those there are.`,
        );
      await deleteAllTags(trx, [id]);
    });
    return {};
  },
};
