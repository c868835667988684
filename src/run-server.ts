import type { Server as TlsServer } from 'node:https';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { type Credentials, createAccessKeys } from './access/access-keys.ts';
import { createAuditSigner } from './access/audit-signer.ts';
import { createLicenseTokens } from './access/license-tokens.ts';
import { limitRequests } from './access/limit-requests.ts';
import { createMessageSigner } from './access/message-signer.ts';
import { createRights } from './access/rights.ts';
import { createSecretBox, type SecretBox } from './access/secret-box.ts';
import { createSessions } from './access/sessions.ts';
import { createWebIdentities } from './access/web-identity.ts';
import type { ClaimedPort } from './claim-port.ts';
import type { Config } from './config.ts';
import { connect } from './drivers/database/connect.ts';
import { migrateToLatest } from './drivers/database/migrate.ts';
import { connectShared } from './drivers/database/shared-connections.ts';
import { createDestinations } from './drivers/delivery/destinations.ts';
import { createMailer } from './drivers/delivery/mail.ts';
import { createFetchDocument } from './drivers/openid/fetch-document.ts';
import { migrateQueue } from './drivers/queue/job-queue.ts';
import { folderStore } from './drivers/reports/folder-store.ts';
import type { ReportStore } from './drivers/reports/report-store.ts';
import { s3Store } from './drivers/reports/s3-store.ts';
import { createHealth } from './health.ts';
import { startSealing } from './jobs/seal-trail.ts';
import type { Sending } from './jobs/send-message.ts';
import { startAllJobs } from './jobs/start-jobs.ts';
import { createLedger } from './ledger/ledger.ts';
import { allOperations } from './operations/all-operations.ts';
import { createServer } from './server.ts';
import type { Running } from './stop.ts';
import type { DB } from './store/schema.ts';
import { startTelemetry } from './telemetry/start-telemetry.ts';
import { watchedLedger } from './telemetry/watch.ts';
import { type Certificate, renewCertificate } from './tls.ts';
import { createTrail } from './trail.ts';

interface Given {
  readonly config: Config;
  readonly certificate: Certificate | undefined;
  /** Of the database. */
  readonly url: string;
  readonly masterKey: Buffer;
  readonly claimed: ClaimedPort;
  readonly log: Logger;
  /** Tells people. */
  readonly say: (text: string) => void;
}

/** The composition root: database -> ledger -> server. Resolves once requests are taken, with what runs then. */
export async function runServer(given: Given): Promise<{ address: string; running: Running[] }> {
  const { config, certificate, url, masterKey, claimed, log, say } = given;
  const { db, requestDb, ledgerDb, probedDb, ...connections } = await openConnections(url, log);
  const migrated = await migrateToLatest(db, join(import.meta.dirname, '..', 'migrations'));
  for (const migration of migrated) say(`Migrated ${migration}`);
  if (migrated.length > 0) await migrateQueue(url, log);

  const secretBox = createSecretBox(masterKey);
  const accessKeys = createAccessKeys({ db, secretBox });
  const sessions = createSessions(secretBox);
  const operator = await accessKeys.ensureFirstAccount(config, (made) => say(welcome(claimed.url, made)));
  const rights = createRights({ db: requestDb });
  const folder = config.databaseUrl ? undefined : config.dataFolder;
  const health = createHealth({ db: probedDb, folder });
  const telemetry = await startTelemetry(config, { db, health, log });
  const { thresholds: alertThresholds } = config.notifications;
  const ledger = watchedLedger(createLedger({ db: ledgerDb, alertThresholds }), telemetry.watch);
  const { signer, licenseTokens, publicUrl } = signing(given, { db, secretBox });
  const { destinations, webIdentities } = asking(config);
  const reports = reportStore(config.reports);
  const operations = allOperations({
    ...{ accessKeys, sessions, signer, webIdentities, licenseTokens, secretBox, readReport: reports.read },
    mail: config.notifications.mail !== undefined,
  });
  const trail = createTrail({ db, log });
  const server = createServer({
    ...{ db: requestDb, ledger, accessKeys, rights, sessions, trail, log, health, operations, licenseTokens },
    clock: () => new Date(),
    operatorId: operator.accountId,
    limitRequests: limitRequests(config.requestsPerSecond),
    watch: telemetry.watch,
    certificate,
  });
  const means = { reports, auditSigner: signer, destinations, ...sending(given, { db, secretBox, publicUrl }) };
  const jobs = startAllJobs({ db, ledger, log, url, trailDays: config.trailDays, ...means });
  const sealing = startSealing({ db, signer, log });
  const renewal = certificate && renewCertificate(server.server as TlsServer, certificate, log);
  await claimed.release();
  const address = await server.listen({ host: config.host, port: claimed.port });
  const running: Running[] = [
    { name: 'requests', end: () => server.close(), cut: () => server.server.closeAllConnections() },
    { name: 'notes for the audit trail', end: () => trail.stop() },
    { name: 'jobs', end: () => Promise.all([jobs.stop(), sealing.stop(), ledger.drain()]) },
    { name: 'looks at the TLS certificate', end: () => renewal?.end() },
    { name: 'telemetry', end: telemetry.end },
    { name: 'connections to the database', end: connections.close },
  ];
  if (!operator.created) say(whose(operator));
  return { address, running };
}

/** Apart from each other, so that neither reads nor changes nor the ledger nor a look at the database's health wait for the rest. */
async function openConnections(url: string, log: Logger) {
  let closing = false;
  const onConnectionLost = (err: Error) => {
    if (!closing) log.warn({ err }, 'database connection lost');
  };
  const [database, changes, ledger] = await Promise.all([
    connect<DB>({ url, max: 10, onConnectionLost }),
    connect<DB>({ url, max: 12, repeating: true, onConnectionLost }),
    connect<DB>({ url, max: 2, repeating: true, onConnectionLost }),
  ]);
  const { db } = database;
  const requests = connectShared<DB>({ url, max: 4, exclusive: changes.db, onConnectionLost });
  const probed = connectShared<DB>({ url, max: 1, exclusive: db, onConnectionLost });
  const close = async () => {
    closing = true;
    await Promise.all([requests, probed, ledger, changes, database].map((one) => one.close()));
  };
  return { db, requestDb: requests.db, ledgerDb: ledger.db, probedDb: probed.db, close };
}

/** What signs, and the URL by which others reach the server, where the public keys are. */
function signing({ config, claimed }: Given, { db, secretBox }: { db: Kysely<DB>; secretBox: SecretBox }) {
  const publicUrl = config.notifications.publicUrl ?? claimed.url;
  const licenseTokens = createLicenseTokens({ db, secretBox, publicUrl });
  return { signer: createAuditSigner({ db, secretBox }), licenseTokens, publicUrl };
}

/** Where requests of the server's own may go, and whose tokens are believed by what is fetched there. */
function asking({ notifications: { allowedNetworks }, openIdProviders: providers }: Config) {
  const destinations = createDestinations(allowedNetworks);
  return {
    destinations,
    webIdentities: createWebIdentities({ fetchDocument: createFetchDocument(destinations), providers }),
  };
}

/** What messages are sent with. */
function sending(
  { config }: Given,
  { db, secretBox, publicUrl }: { db: Kysely<DB>; secretBox: SecretBox; publicUrl: string },
): Omit<Sending, 'destinations'> {
  const { mail } = config.notifications;
  const signer = createMessageSigner({ db, secretBox });
  const mailer = mail && createMailer(mail);
  return { publicUrl, signer, secretBox, mailer };
}

const reportStore = (reports: Config['reports']): ReportStore =>
  'folder' in reports ? folderStore(reports.folder) : s3Store(reports);

const whose = ({ accountId, accessKeyIds }: { accountId: string; accessKeyIds: readonly string[] }): string =>
  `Account ${accountId} operates this server, with the access key ${accessKeyIds.join(' or ')}. ` +
  'Where its secret was lost, make another key on this machine: npm run headroom -- create-root-key';

const welcome = (address: string, { accountId, accessKeyId, secretAccessKey }: Credentials): string => `
Your account is ${accountId}. Its credentials are shown this once:

  export AWS_DEFAULT_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=${accessKeyId}
  export AWS_SECRET_ACCESS_KEY=${secretAccessKey}

Try, in a shell where these are set:

  aws --endpoint-url ${address} license-manager create-license-configuration --name "SQL Server" --license-counting-type vCPU --license-count 16 --license-count-hard-limit
  aws --endpoint-url ${address} license-manager list-license-configurations
  aws --endpoint-url ${address} ec2 describe-images --owners amazon --query "Images[].[ImageId,Name]" --output text
`;
