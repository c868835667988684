import type { GetParametersByPathRequest, GetParametersByPathResult, ParameterStringFilter } from '@aws-sdk/client-ssm';
import { type PublicParameter, publicParameters } from '../../domain/catalogue/public-parameters.ts';
import { Fault } from '../../fault.ts';
import type { Operation } from '../../operation.ts';
import { parameterShape } from './public-parameter.ts';
import { pageOfRows, readPage } from './read-page.ts';

/** The public parameters below a path, by name: its children or, if it is asked for, all that is below. */
export const getParametersByPath: Operation<GetParametersByPathRequest, GetParametersByPathResult> = {
  constraints: {
    Path: { length: [1, 2048], pattern: /^\//, form: 'a path that begins with a slash' },
    MaxResults: { range: [1, 10], integer: true },
    'ParameterFilters[].Option': { oneOf: ['Equals', 'BeginsWith'] },
  },

  keys: ({ Recursive: recursive = false }) => ({ 'ssm:Recursive': [String(recursive)] }),

  async handle(request, { region }) {
    const { Path: path = '/', Recursive: recursive = false, ParameterFilters: filters = [] } = request;
    const above = path.endsWith('/') ? path : `${path}/`;
    const isBelow = (name: string) => name.startsWith(above) && (recursive || !name.slice(above.length).includes('/'));
    const isListed = filters.map(isFit).every(Boolean);
    const { rows, nextToken } = await readPage<PublicParameter, string>(request, {
      operation: 'GetParametersByPath',
      kind: 'string',
      size: 10,
      read: async ({ after = '', limit }) => {
        const found = publicParameters(region).filter(({ name }) => isListed && isBelow(name) && name > after);
        return pageOfRows(found.slice(0, limit + 1), { limit, keyOf: ({ name }) => name });
      },
    });
    return { Parameters: rows.map((parameter) => parameterShape(parameter, region)), NextToken: nextToken };
  },
};

/** Whether public parameters are among those that a filter leaves: they are texts, with neither key nor label. */
function isFit({ Key: key, Option: option = 'Equals', Values: values = [] }: ParameterStringFilter): boolean {
  if (key === 'Type')
    return values.some((value) => (option === 'Equals' ? value === 'String' : 'String'.startsWith(value)));
  if (key === 'KeyId' || key === 'Label') return false;
  throw new Fault('InvalidFilterKey', `There is no filter ${key}: expected Type, KeyId or Label.`);
}
