import type {
  ListLicenseConversionTasksRequest,
  ListLicenseConversionTasksResponse,
} from '@aws-sdk/client-license-manager';
import { parseResourceArn } from '../../domain/resource.ts';
import type { Operation } from '../../operation.ts';
import { listConversionTasks } from '../../views/license-manager/license-conversion-tasks.ts';
import { conversionTaskShape } from './license-conversion-task-shape.ts';
import { filterConstraints, readFilters } from './read-filters.ts';
import { pageConstraints, readPage } from './read-page.ts';

const FILTERS = { ResourceArns: null, Status: ['IN_PROGRESS', 'SUCCEEDED', 'FAILED'] };

export const listLicenseConversionTasks: Operation<
  ListLicenseConversionTasksRequest,
  ListLicenseConversionTasksResponse
> = {
  constraints: { ...filterConstraints, ...pageConstraints },

  async handle(request, context) {
    const { accountId, region } = context;
    const filters = readFilters(request.Filters, FILTERS);
    const instances = filters.get('ResourceArns')?.flatMap((arn) => parseResourceArn(arn) ?? []);
    const own = instances?.filter(({ ownerId, region: at }) => ownerId === accountId && at === region);
    const query = { instanceIds: own?.map(({ id }) => id), statuses: filters.get('Status') };
    const { rows, nextToken } = await readPage(request, {
      operation: 'ListLicenseConversionTasks',
      kind: 'number',
      read: (start) => listConversionTasks(context.db, context, { ...query, ...start }),
      keyOf: (row) => row.sequence,
    });
    return { LicenseConversionTasks: rows.map(conversionTaskShape), NextToken: nextToken };
  },
};
