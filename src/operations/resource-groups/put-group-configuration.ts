import type { PutGroupConfigurationInput, PutGroupConfigurationOutput } from '@aws-sdk/client-resource-groups';
import { findUseLeftOut } from '../../domain/hosts/host-resource-group.ts';
import type { Operation } from '../../operation.ts';
import { updateResourceGroup } from '../../store/resource-group.ts';
import { change } from '../change.ts';
import { checkConfiguration, configurationConstraints } from './host-group-configuration.ts';
import {
  badRequest,
  configurationOf,
  groupArnOf,
  groupFrame,
  lockGroup,
  readLocked,
  requireGroup,
} from './named-group.ts';

/** Replaces the configuration. It is in effect at once; AWS takes its time and lets clients ask for the status. */
export const putGroupConfiguration: Operation<PutGroupConfigurationInput, PutGroupConfigurationOutput> = {
  ...groupFrame,
  constraints: { ...groupFrame.constraints, ...configurationConstraints },

  async handle(input, context) {
    const { arn } = await requireGroup(groupArnOf(input, context), context);
    const { Configuration: configuration } = input;
    const settings = await checkConfiguration(configuration, context);
    await change(context, { resources: [arn], detail: { configuration } }, async (trx) => {
      const use = await lockGroup(trx, arn);
      configurationOf(await readLocked(trx, arn));
      const problem = findUseLeftOut(settings, use);
      if (problem) throw badRequest(problem);
      await updateResourceGroup(trx, arn, { configuration });
    });
    return {};
  },
};
