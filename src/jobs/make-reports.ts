import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportBucket, reportKey, reportPrefix, reportSpan } from '../domain/reports/report-generator.ts';
import { type Export, exportAlone } from '../drivers/database/export-alone.ts';
import { startQueue } from '../drivers/queue/job-queue.ts';
import { ReportStoreFailure } from '../drivers/reports/report-store.ts';
import { troubleOf } from '../ledger/ledger.ts';
import { raiseAlerts } from '../store/alert.ts';
import { queueLatePacks } from '../store/audit-pack.ts';
import type { Job } from '../store/job.ts';
import {
  beginReport,
  type DueReport,
  endReport,
  failReport,
  queueLateReports,
  type Written,
} from '../store/report-generator.ts';
import { reportStatements } from '../views/reports/report-tables.ts';
import { reportAlert } from './alerts.ts';
import { makeAuditPack, type PackContext } from './make-audit-pack.ts';
import { retryAt } from './retry-at.ts';
import { every } from './schedule.ts';

const MINUTE_MS = 60_000;
/** Generators that are queued again at a time. */
const LATE_AT_ONCE = 100;

/** What reports are made with. */
export type ReportContext = Omit<PackContext, 'auditSigner'>;

/** Starts to make the usage reports and audit packs that are due, one at a time. Any number of servers may do it. */
export function startReports(context: PackContext): { stop: () => Promise<void> } {
  const { db, url, log } = context;
  const queued = startQueue<Extract<Job, { task: 'make-report' | 'make-audit-pack' }>>({
    url,
    log,
    concurrency: 1,
    tasks: {
      'make-report': ({ generatorId }) => makeReport(context, generatorId),
      'make-audit-pack': ({ packId }) => makeAuditPack(context, packId),
    },
  });
  const late = every(MINUTE_MS, {
    name: 'queue late reports',
    log,
    work: () =>
      db.transaction().execute(async (trx) => {
        const before = new Date(Date.now() - MINUTE_MS);
        await queueLateReports(trx, before, LATE_AT_ONCE);
        await queueLatePacks(trx, before, LATE_AT_ONCE);
      }),
  });
  return {
    stop: async () => {
      await Promise.all([queued.stop(), late.stop()]);
    },
  };
}

/**
 * Makes the report of a generator that is due, if it is and nobody else is at it, and queues the next. A report that
 * cannot be made is tried again, ever more rarely, and holds up those of its generator that come after it.
 */
export const makeReport = (context: ReportContext, generatorId: string): Promise<void> =>
  exportAlone(context.url, `report ${generatorId}`, async (copy) => {
    const { db, log } = context;
    const report = await db.transaction().execute((trx) => beginReport(trx, generatorId));
    if (!report) return;
    try {
      const written = await writeReport(context, report, copy);
      const nextAt = reportSpan(report, report.made + 1)?.until;
      await db.transaction().execute((trx) => endReport(trx, report, { ...written, nextAt }));
    } catch (err) {
      const { accountId, region } = report;
      if (troubleOf(err)) throw err;
      log.warn({ err, accountId, region, generatorId }, 'a report cannot be made; trying again');
      const reason = err instanceof ReportStoreFailure ? err.message : 'an internal error occurred';
      await db.transaction().execute(async (trx) => {
        await failReport(trx, report, { reason, retryAt: retryAt(report.failures) });
        if (report.failures === 0) await raiseAlerts(trx, [reportAlert(report, reason)], new Date());
      });
    }
  });

/** Writes each table of a report to a file, and puts that where reports are kept. */
async function writeReport({ db, reports }: ReportContext, report: DueReport, copy: Export): Promise<Written> {
  const span = reportSpan(report, report.made)!;
  const bucket = reportBucket(report);
  const prefix = reportPrefix(report.name);
  const files = report.types.map((type) => ({ type, prefix, key: reportKey(type, report.id, span.until) }));
  const folder = await mkdtemp(join(tmpdir(), 'headroom-report-'));
  try {
    for (const { type, key } of files) {
      const file = join(folder, type);
      for (const statement of reportStatements(db, type, { terms: report.terms, ...span }))
        await copy(statement, createWriteStream(file, { flags: 'a' }));
      await reports.put({ bucket, prefix, key }, file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { place: reports.placeOf(bucket, prefix), files };
}
