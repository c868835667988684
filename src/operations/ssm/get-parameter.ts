import type { GetParameterRequest, GetParameterResult } from '@aws-sdk/client-ssm';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { namedParameter } from './public-parameter.ts';

/** AWS's public parameters of images; an account has none of its own, as none can be put yet. */
export const getParameter: Operation<GetParameterRequest, GetParameterResult> = {
  constraints: { Name: { length: [1, 2048] } },

  async handle({ Name: name }, context) {
    const found = namedParameter(name!, context);
    if (found === 'unknown')
      throw new Fault('ParameterNotFound', `There is no parameter ${name}; GetParametersByPath lists /aws/service.`);
    if (found === 'unknown-version')
      throw new Fault('ParameterVersionNotFound', `The parameter has no such version: ${name}.`);
    return { Parameter: found };
  },
};
