import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { createAccessKeys } from '../src/access/access-keys.ts';
import { type AuditSigner, createAuditSigner } from '../src/access/audit-signer.ts';
import { createLicenseTokens } from '../src/access/license-tokens.ts';
import { limitRequests } from '../src/access/limit-requests.ts';
import { createMessageSigner } from '../src/access/message-signer.ts';
import { createRights } from '../src/access/rights.ts';
import { createSecretBox, type SecretBox } from '../src/access/secret-box.ts';
import { createSessions } from '../src/access/sessions.ts';
import { createWebIdentities } from '../src/access/web-identity.ts';
import type { Admission } from '../src/admission.ts';
import type { OpenIdProvider } from '../src/domain/identities/openid-provider.ts';
import { createDestinations } from '../src/drivers/delivery/destinations.ts';
import { createMailer } from '../src/drivers/delivery/mail.ts';
import { createFetchDocument } from '../src/drivers/openid/fetch-document.ts';
import { folderStore } from '../src/drivers/reports/folder-store.ts';
import type { ReportStore } from '../src/drivers/reports/report-store.ts';
import { createHealth } from '../src/health.ts';
import { startAdvancing } from '../src/jobs/advance-instances.ts';
import { startDelivering } from '../src/jobs/deliver.ts';
import { startDiscovery } from '../src/jobs/discover.ts';
import { startFulfilling } from '../src/jobs/fulfil-requests.ts';
import type { PackContext } from '../src/jobs/make-audit-pack.ts';
import { startReports } from '../src/jobs/make-reports.ts';
import { startJobs } from '../src/jobs/start-jobs.ts';
import { createLedger } from '../src/ledger/ledger.ts';
import { allOperations, loadAll } from '../src/operations/all-operations.ts';
import type { AnyOperationTable } from '../src/operations/operation-table.ts';
import { createServer } from '../src/server.ts';
import type { DB } from '../src/store/schema.ts';
import { createTrail, type Trail } from '../src/trail.ts';
import { freshDatabase, stopBeforeDrop } from './database.ts';
import type { Caller } from './signed-request.ts';

export interface InProcessServer {
  /** The operator. */
  readonly caller: Caller;
  readonly accountId: string;
  /** By the service's id, then the operation's name. */
  readonly operations: Readonly<Record<string, AnyOperationTable>>;
  readonly db: Kysely<DB>;
  /** Of the database. */
  readonly databaseUrl: string;
  readonly signer: AuditSigner;
  readonly reports: ReportStore;
  /** What the server logged as an error: bugs, all of them. */
  readonly errors: readonly string[];
}

interface Given {
  holdMs?: number;
  /** Whether reports and audit packs are made by themselves. */
  makesReports?: boolean;
  admission?: Admission;
  trail?: Trail;
  publicUrl?: string;
  providers?: readonly OpenIdProvider[];
  /** Requests of each principal. */
  perSecond?: number;
  /** Is given all that is logged. */
  logged?: (line: string) => void;
  mail?: { smtpUrl: string; from: string };
  /** What requests are answered by; jobs have the real one. */
  clock?: () => Date;
}

const LOCAL = createDestinations(['127.0.0.0/8']);

/** A server on a port of its own and a database without rows, wired as `run-server.ts` does. It stops after the file's tests. */
export async function startInProcessServer({
  holdMs = 10,
  makesReports = true,
  admission,
  trail: givenTrail,
  providers = [],
  publicUrl,
  perSecond,
  logged = () => {},
  mail,
  clock = () => new Date(),
}: Given = {}): Promise<InProcessServer> {
  const { db, url: databaseUrl } = await freshDatabase();
  const { log, errors } = keepErrors(logged);
  const secretBox = createSecretBox(randomBytes(32));
  const accessKeys = createAccessKeys({ db, secretBox });
  const sessions = createSessions(secretBox);
  const first = await accessKeys.ensureFirstAccount({ accountId: undefined, rootCredentials: undefined });
  const credentials = first.created!;
  const ledger = createLedger({ db, alertThresholds: [80, 90] });
  const signer = createAuditSigner({ db, secretBox });
  const webIdentities = createWebIdentities({ fetchDocument: createFetchDocument(LOCAL), providers, cooldownMs: 0 });
  const licenseTokens = createLicenseTokens({ db, secretBox, publicUrl: publicUrl ?? 'http://headroom.test' });
  const folder = mkdtempSync(join(tmpdir(), 'headroom-reports-'));
  const reports = folderStore(folder);
  const operations = allOperations({
    ...{ accessKeys, sessions, signer, webIdentities, licenseTokens, secretBox, readReport: reports.read },
    ...{ mail: mail !== undefined, holdMs },
  });
  const trail = givenTrail ?? createTrail({ db, log, delayMs: 10 });
  const rights = createRights({ db });
  const parts = { db, ledger, accessKeys, rights, sessions, trail, log, health: createHealth({ db }), operations };
  const limits = perSecond === undefined ? {} : { limitRequests: limitRequests(perSecond) };
  const given = { ...parts, ...limits, licenseTokens, operatorId: credentials.accountId, clock };
  const server = createServer(given, admission);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const context = { db, ledger, log, url: databaseUrl, publicUrl: publicUrl ?? url, reports, auditSigner: signer };
  const jobs = startSomeJobs(context, { secretBox, mail, makesReports });
  stopBeforeDrop(async () => {
    await server.close();
    await trail.stop();
    await jobs.stop();
    await ledger.drain();
    rmSync(folder, { recursive: true, force: true });
  });
  const tables = await loadAll(operations);
  const { accountId } = credentials;
  return { caller: { url, ...credentials }, accountId, operations: tables, db, databaseUrl, signer, reports, errors };
}

function keepErrors(logged: (line: string) => void) {
  const errors: string[] = [];
  const write = (line: string) => {
    logged(line);
    if (/"level":[56]0/.test(line)) errors.push(line);
  };
  return { log: pino({ level: 'trace' }, { write }), errors };
}

/** Tasks stay as they are, so that requests about one that is under way keep finding it. */
function startSomeJobs(
  context: PackContext & { readonly publicUrl: string },
  { secretBox, mail, makesReports }: { secretBox: SecretBox; mail: Given['mail']; makesReports: boolean },
) {
  const signer = createMessageSigner({ db: context.db, secretBox });
  const mailer = mail && createMailer(mail);
  return startJobs({ ...context, signer, secretBox, mailer, destinations: LOCAL }, [
    ...[startAdvancing, startFulfilling, startDiscovery, startDelivering],
    ...(makesReports ? [startReports] : []),
  ]);
}
