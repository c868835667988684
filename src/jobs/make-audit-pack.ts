import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { AuditSigner } from '../access/audit-signer.ts';
import {
  type PackDay,
  type PackedFile,
  type PackManifest,
  type PackOrder,
  packPlace,
  summarize,
} from '../domain/reports/audit-pack.ts';
import { packPage } from '../domain/reports/pack-page.ts';
import { reportBucket } from '../domain/reports/report-generator.ts';
import { type Export, exportAlone } from '../drivers/database/export-alone.ts';
import { type ReportStore, ReportStoreFailure } from '../drivers/reports/report-store.ts';
import { troubleOf } from '../ledger/ledger.ts';
import { endPack, failPack, findDuePack } from '../store/audit-pack.ts';
import {
  PACK_TABLES,
  type PackTable,
  packCsv,
  packEvents,
  packJson,
  readPackCounts,
} from '../views/reports/pack-tables.ts';
import type { QueueContext } from './job-context.ts';
import { retryAt } from './retry-at.ts';

/** What packs are made with. */
export interface PackContext extends QueueContext {
  readonly reports: ReportStore;
  readonly auditSigner: AuditSigner;
}

/** Makes a pack that is to be made, if nobody else is at it. One that cannot be made is tried again, ever more rarely. */
export const makeAuditPack = (context: PackContext, packId: string): Promise<void> =>
  exportAlone(context.url, `audit pack ${packId}`, async (copy) => {
    const { db, log, reports } = context;
    const pack = await db.transaction().execute((trx) => findDuePack(trx, packId));
    if (!pack) return;
    const folder = await mkdtemp(join(tmpdir(), 'headroom-pack-'));
    try {
      const archive = await writePack(context, pack, { copy, folder });
      await reports.put({ bucket: reportBucket(pack), ...packPlace(pack) }, archive);
      const made = await describe('archive', archive);
      await db.transaction().execute((trx) => endPack(trx, packId, made));
    } catch (err) {
      if (troubleOf(err)) throw err;
      log.warn(
        { err, accountId: pack.accountId, region: pack.region, packId },
        'an audit pack cannot be made; trying again',
      );
      const reason = err instanceof ReportStoreFailure ? err.message : 'an internal error occurred';
      await db.transaction().execute((trx) => failPack(trx, packId, { reason, retryAt: retryAt(pack.failures) }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

interface Means {
  readonly copy: Export;
  readonly folder: string;
}

/** Writes the archive into the folder. The same pack has the same bytes, but for a key that was changed meanwhile. */
async function writePack(
  { db, auditSigner: signer }: PackContext,
  pack: PackOrder,
  { copy, folder }: Means,
): Promise<string> {
  const path = (name: string) => join(folder, name);
  const export_ = (name: string, statement: string) => copy(statement, createWriteStream(path(name)));
  const names = ['index.html', 'summary.json'];
  for (const table of Object.keys(PACK_TABLES) as PackTable[]) {
    await export_(`${table}.csv`, packCsv(db, table, pack));
    await export_(`${table}.jsonl`, packJson(db, table, pack));
    names.push(`${table}.csv`, `${table}.jsonl`);
  }
  await export_('events.jsonl', packEvents(db, pack));
  names.push('events.jsonl');

  const lines = (await readFile(path('daily-peaks.jsonl'), 'utf8')).trim().split('\n');
  const days: PackDay[] = lines.map((line) => JSON.parse(line));
  const summary = summarize(pack, await readPackCounts(db, pack), days);
  await writeFile(path('summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
  const others = await Promise.all(names.slice(1).map((name) => describe(name, path(name))));
  await writeFile(path('index.html'), packPage(summary, days, others));
  const files = [await describe('index.html', path('index.html')), ...others];
  const manifest = await manifestOf(pack, files, signer);
  await writeFile(path('manifest.json'), manifest);
  await writeFile(path('manifest.json.signature'), await signer.sign(manifest));
  await zip([...names, 'manifest.json', 'manifest.json.signature'], { folder, to: path('pack.zip'), at: pack.until });
  return path('pack.zip');
}

async function manifestOf(pack: PackOrder, files: readonly PackedFile[], signer: AuditSigner): Promise<string> {
  const manifest: PackManifest = {
    format: 'headroom-audit-pack-1',
    accountId: pack.accountId,
    region: pack.region,
    licenseConfigurationArn: pack.license.LicenseConfigurationArn,
    from: pack.from.toISOString(),
    to: pack.until.toISOString(),
    timeZone: pack.timeZone,
    files,
    key: await signer.keyId(),
    publicKeys: await signer.publicKeys(),
  };
  return JSON.stringify(manifest, undefined, 2);
}

async function describe(name: string, path: string): Promise<PackedFile> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return { name, bytes: (await stat(path)).size, sha256: digest.digest('hex') };
}

interface Archive {
  readonly folder: string;
  readonly to: string;
  /** What its files are dated, so that the same files make the same archive. */
  readonly at: Date;
}

async function zip(names: readonly string[], { folder, to, at }: Archive): Promise<void> {
  const archive = new ZipFile();
  for (const name of names) archive.addFile(join(folder, name), name, { mtime: at, mode: 0o100644 });
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(to));
}
