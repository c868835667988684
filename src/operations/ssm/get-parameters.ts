import type { GetParametersRequest, GetParametersResult } from '@aws-sdk/client-ssm';
import type { Operation } from '../../operation.ts';
import { namedParameter } from './public-parameter.ts';

/** As GetParameter; what there is not is named in the answer. */
export const getParameters: Operation<GetParametersRequest, GetParametersResult> = {
  constraints: { Names: { items: [1, 10] }, 'Names[]': { length: [1, 2048] } },

  async handle({ Names: names = [] }, context) {
    const found = [...new Set(names)].map((name) => ({ name, parameter: namedParameter(name, context) }));
    return {
      Parameters: found.flatMap(({ parameter }) => (typeof parameter === 'string' ? [] : [parameter])),
      InvalidParameters: found.flatMap(({ name, parameter }) => (typeof parameter === 'string' ? [name] : [])),
    };
  },
};
