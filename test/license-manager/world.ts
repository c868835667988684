import { randomBytes, randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { createLicenseTokens } from '../../src/access/license-tokens.ts';
import { createSecretBox } from '../../src/access/secret-box.ts';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import type { LaunchRequest, Outcome } from '../../src/domain/commands.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import { licenseManagerOperations } from '../../src/operations/license-manager/index.ts';
import { insertAccount } from '../../src/store/account.ts';
import type { DB } from '../../src/store/schema.ts';
import { serviceNamed } from '../../src/wire/services.ts';
import { freshDatabase } from '../database.ts';
import { ACCOUNT, exampleActor, exampleLaunch, OTHER_ACCOUNT } from '../example-facts.ts';
import { type JsonService, jsonService, type Who } from '../json-service.ts';
import { shareLicense } from '../shares.ts';

const licenseManager = serviceNamed('license-manager');

type Name = keyof ReturnType<typeof licenseManagerOperations> & string;

/** License Manager on a database of its own. */
export interface World extends JsonService<Name> {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  /** Creates a license configuration and returns its ARN; of type Instance unless the input says otherwise. */
  create(input?: object, who?: Who): Promise<string>;
  /** Launches machines; m5.xlarge (4 vCPUs, 2 cores) of a public image, unless the request says otherwise. */
  launch(request: Partial<LaunchRequest>, who?: Who): Promise<Outcome>;
  /** Launches machines, which must be permitted, and returns their ARNs. */
  launched(request: Partial<LaunchRequest>, who?: Who): Promise<string[]>;
  /** Stops or terminates machines and lets what takes time be over. */
  end(kind: 'stop' | 'terminate', arns: readonly string[], who?: Who): Promise<void>;
  /** Shares a license configuration with the other account. */
  share(arn: string): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const { db } = await freshDatabase();
  const ledger = createLedger({ db });
  for (const accountId of [ACCOUNT, OTHER_ACCOUNT])
    await db.transaction().execute((trx) => insertAccount(trx, { accountId, operator: false }));

  const secretBox = createSecretBox(randomBytes(32));
  const tokens = createLicenseTokens({ db, secretBox, publicUrl: 'http://headroom.test' });
  const service = jsonService(licenseManager, licenseManagerOperations(tokens), { db, ledger });

  const launch = (request: Partial<LaunchRequest>, { accountId = ACCOUNT, region = 'us-east-1' }: Who = {}) => {
    const actor = exampleActor('ec2:RunInstances', { accountId, region, requestId: randomUUID() });
    return ledger.submit(exampleLaunch({ imageId: publicImageId(region), ...request }, { actor }));
  };

  return {
    db,
    ledger,
    ...service,
    launch,
    create: async (input = {}, who) => {
      const given = { Name: 'Database', LicenseCountingType: 'Instance', ...input };
      return (await service.call('CreateLicenseConfiguration', given, who)).LicenseConfigurationArn;
    },
    launched: async (request, who) => {
      const outcome = await launch(request, who);
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
      return outcome.instances!.map(({ id, accountId, region }) => `arn:aws:ec2:${region}:${accountId}:instance/${id}`);
    },
    end: async (kind, arns, { accountId = ACCOUNT, region = 'us-east-1' } = {}) => {
      const instanceIds = arns.map(idOf);
      const actor = exampleActor(`ec2:${kind}`, { accountId, region });
      await ledger.submit({ kind, actor, dryRun: false, instanceIds });
      await sql`UPDATE instance SET state_due = now() - interval '1 hour' WHERE instance_id = ANY(${instanceIds})`.execute(
        db,
      );
      await ledger.submit({ kind: 'advance', instanceIds });
    },
    share: (arn) => shareLicense(db, arn),
  };
}

/** The id at the end of an ARN. */
export const idOf = (arn: string): string => /[^:/]+$/.exec(arn)![0];

/** An x86_64 image of the Region that every account may launch. */
export const publicImageId = (region = 'us-east-1'): string =>
  publicImages(region).find((image) => image.architecture === 'x86_64')!.id;

export const imageArn = (id: string, region = 'us-east-1'): string => `arn:aws:ec2:${region}::image/${id}`;
