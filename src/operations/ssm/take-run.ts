import type { RequestContext } from '../../operation.ts';
import { lockAssociation, putRun } from '../../store/association.ts';
import { lockManagedInstance } from '../../store/managed-instance.ts';
import { unknownAssociation } from './named-association.ts';
import { unknownInstance } from './named-instance.ts';

interface RunReport {
  /** The association's. */
  readonly id: string;
  readonly instanceId: string;
  readonly status: string;
  readonly errorCode: string;
  readonly summary: string;
  readonly ranAt: Date;
}

/** Takes down what a server says of the association's latest version. */
export async function takeRun(context: RequestContext, report: RunReport): Promise<void> {
  const { db, accountId, region } = context;
  const { id, instanceId, status, errorCode, summary, ranAt } = report;
  await db.transaction().execute(async (trx) => {
    const association = await lockAssociation(trx, context, id, 'share');
    if (!association) throw unknownAssociation(id);
    if (!(await lockManagedInstance(trx, { accountId, region, instanceId }))) throw unknownInstance(instanceId);
    const associationVersion = association.version;
    const run = {
      associationId: id,
      instanceId,
      associationVersion,
      detailedStatus: status,
      errorCode,
      summary,
      ranAt,
    };
    await putRun(trx, run);
  });
}
