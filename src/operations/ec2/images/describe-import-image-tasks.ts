import type {
  DescribeImportImageTasksRequest,
  DescribeImportImageTasksResult,
  ImportImageTask,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../../operation.ts';
import { listImportTasks } from '../../../views/ec2/import-image-tasks.ts';
import { readTags } from '../../../views/ec2/tags.ts';
import { checkId, IMPORT_IMAGE_TASK } from '../ec2-ids.ts';
import { filterItems } from '../listing/filter-items.ts';
import { pageItems } from '../listing/page-items.ts';
import { describeImportTask } from './import-image-description.ts';

/** Imports that are under way or ended in the last seven days. */
export const describeImportImageTasks: Operation<DescribeImportImageTasksRequest, DescribeImportImageTasksResult> = {
  constraints: { MaxResults: { range: [1, 1000], integer: true } },

  async handle(request, context) {
    const ids = request.ImportTaskIds?.length ? request.ImportTaskIds : undefined;
    for (const id of ids ?? []) checkId(IMPORT_IMAGE_TASK, id);
    const tasks = await listImportTasks(context.db, context, { ids });
    const missing = (ids ?? []).filter((id) => !tasks.some((task) => task.id === id));
    if (missing.length > 0) throw IMPORT_IMAGE_TASK.notFound(missing);
    const matching = await filterItems(tasks, request.Filters, { accessors: { 'task-state': (task) => task.status } });
    const { items, nextToken } = pageItems(matching, request, {
      operation: 'DescribeImportImageTasks',
      keyOf: (task) => [task.id],
      keyParts: 1,
      defaultLimit: 1000,
    });
    const tags = await readTags(
      context.db,
      items.map((task) => task.id),
    );
    const described = items.map((task): ImportImageTask => describeImportTask(task, tags.get(task.id)));
    return { ImportImageTasks: described, NextToken: nextToken };
  },
};
