import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { createAccessKeys } from '../../src/access/access-keys.ts';
import { createAuditSigner } from '../../src/access/audit-signer.ts';
import { createLicenseTokens } from '../../src/access/license-tokens.ts';
import { createRights } from '../../src/access/rights.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { createSessions } from '../../src/access/sessions.ts';
import { createWebIdentities } from '../../src/access/web-identity.ts';
import { createDestinations } from '../../src/drivers/delivery/destinations.ts';
import { createFetchDocument } from '../../src/drivers/openid/fetch-document.ts';
import { folderStore } from '../../src/drivers/reports/folder-store.ts';
import { createHealth } from '../../src/health.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { allOperations } from '../../src/operations/all-operations.ts';
import { createServer } from '../../src/server.ts';
import type { DB } from '../../src/store/schema.ts';
import { createTrail } from '../../src/trail.ts';
import { freshDatabase } from '../database.ts';

interface Given {
  readonly holdMs?: number;
  readonly db?: Kysely<DB>;
  readonly masterKey?: Buffer;
  readonly clock?: () => Date;
}

export interface GivenServer {
  readonly server: FastifyInstance;
  readonly db: Kysely<DB>;
  listen(): Promise<{ readonly url: string; readonly credentials: Credentials }>;
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const rootCredentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-of-the-tests' };

/** A server whose parts a test has in its hands: its clock, or a database and a master key that it shares with another. */
export async function givenServer(given: Given = {}): Promise<GivenServer> {
  const { holdMs = 10, masterKey = randomBytes(32), clock = () => new Date() } = given;
  const db = given.db ?? (await freshDatabase()).db;
  const secretBox = createSecretBox(masterKey);
  const [accessKeys, sessions] = [createAccessKeys({ db, secretBox }), createSessions(secretBox)];
  const { accountId: operatorId } = await accessKeys.ensureFirstAccount({ accountId: undefined, rootCredentials });
  const licenseTokens = createLicenseTokens({ db, secretBox, publicUrl: 'http://headroom.test' });
  const operations = allOperations({
    ...{ accessKeys, sessions, secretBox, licenseTokens, holdMs },
    signer: createAuditSigner({ db, secretBox }),
    webIdentities: createWebIdentities({ fetchDocument: createFetchDocument(createDestinations([])) }),
    readReport: folderStore('/nonexistent').read,
  });
  const log = pino({ level: 'silent' });
  const rights = createRights({ db });
  const trail = createTrail({ db, log });
  const means = {
    db,
    ledger: createLedger({ db }),
    health: createHealth({ db }),
    accessKeys,
    rights,
    sessions,
    trail,
    licenseTokens,
    log,
  };
  const server = createServer({ ...means, operatorId, operations, clock });
  return {
    server,
    db,
    listen: async () => ({ url: await server.listen({ host: '127.0.0.1', port: 0 }), credentials: rootCredentials }),
  };
}
