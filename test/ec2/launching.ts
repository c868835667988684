import { randomUUID } from 'node:crypto';
import type { RequestLaunchTemplateData, Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { type Kysely, sql } from 'kysely';
import { publicImages } from '../../src/domain/catalogue/public-images.ts';
import { idFromSeed } from '../../src/domain/ids.ts';
import { CommonFault, Fault } from '../../src/fault.ts';
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts';
import type { Operation, RequestContext } from '../../src/operation.ts';
import { actorOf } from '../../src/operations/change.ts';
import { runInstances } from '../../src/operations/ec2/instances/run-instances.ts';
import type { NewLicenseConfiguration } from '../../src/store/license-configuration.ts';
import type { DB } from '../../src/store/schema.ts';
import { freshDatabase } from '../database.ts';
import { givenLicense } from '../given-license.ts';
import { requestContext } from '../request-context.ts';

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'us-east-1';

const imageLike = (pattern: RegExp): string => publicImages(REGION).find((image) => pattern.test(image.name))!.id;
export const LINUX = imageLike(/^al2023.*x86_64/);
export const LINUX_ARM = imageLike(/^al2023.*arm64/);
export const WINDOWS = imageLike(/^Windows_Server-2022-English-Full-Base/);

/** An account with a ledger on a database of its own, and short ways to what a test is given. */
export interface Cloud {
  readonly db: Kysely<DB>;
  readonly ledger: Ledger;
  readonly context: (given?: Partial<RequestContext>) => RequestContext;
  readonly call: <Input, Output>(
    operation: Operation<Input, Output>,
    input: Input,
    as?: Partial<RequestContext>,
  ) => Promise<Output>;
  /** Launches m5.large Linux machines, one unless `request` says otherwise. */
  readonly launch: (request?: Partial<RunInstancesRequest>, as?: Partial<RequestContext>) => Promise<Reservation>;
  /** Ends the passing states of instances, as the compute driver's clock does in its time. */
  readonly settle: (...ids: string[]) => Promise<void>;
  /** Creates a vCPU license; returns its ARN. */
  readonly license: (given?: Partial<NewLicenseConfiguration>) => Promise<string>;
  readonly consumed: (arn: string) => Promise<number>;
  readonly tieImage: (imageId: string, arn: string) => Promise<void>;
  readonly template: (...versions: RequestLaunchTemplateData[]) => Promise<{ id: string; name: string }>;
  /** Key pairs of these names. */
  readonly keyPairs: (...names: string[]) => Promise<void>;
}

export async function givenCloud(): Promise<Cloud> {
  const { db } = await freshDatabase();
  await sql`INSERT INTO account (account_id) VALUES (${ACCOUNT}), (${OTHER_ACCOUNT})`.execute(db);
  const ledger = createLedger({ db });
  const context = (given: Partial<RequestContext> = {}) =>
    requestContext({ db, ledger, action: 'ec2:RunInstances', ...given });
  const cloud: Cloud = {
    db,
    ledger,
    context,
    call: (operation, input, as) => operation.handle(input, context(as)),
    launch: (request, as) =>
      runInstances.handle(
        { ImageId: LINUX, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, ...request },
        context(as),
      ),
    async settle(...ids) {
      await sql`UPDATE instance SET state_due = now() WHERE instance_id = ANY(${ids}) AND state_due IS NOT NULL`.execute(
        db,
      );
      await ledger.submit({ kind: 'advance', instanceIds: ids });
    },
    license: (given) => givenLicense(db, given),
    async consumed(arn) {
      const { rows } = await sql<{ consumed: number }>`
        SELECT consumed FROM license_configuration WHERE license_configuration_id = ${arn.split(':').at(-1)}`.execute(
        db,
      );
      return rows[0]!.consumed;
    },
    async tieImage(imageId, arn) {
      await ledger.submit({
        kind: 'update-license-specifications',
        actor: actorOf(context()),
        resourceArn: `arn:aws:ec2:${REGION}::image/${imageId}`,
        add: [{ licenseConfigurationArn: arn }],
        remove: [],
      });
    },
    template: (...versions) => createTemplate(db, versions),
    async keyPairs(...names) {
      await sql`
        INSERT INTO key_pair (account_id, region, key_pair_id, name, key_type, fingerprint, public_key, created_at)
        SELECT ${ACCOUNT}, ${REGION}, 'key-' || name, name, 'rsa', '', '', now() FROM unnest(${names}::text[]) name`.execute(
        db,
      );
    },
  };
  return cloud;
}

async function createTemplate(db: Kysely<DB>, versions: readonly RequestLaunchTemplateData[]) {
  const id = idFromSeed('lt', randomUUID());
  const name = `template-${id}`;
  await sql`
    INSERT INTO launch_template (account_id, region, launch_template_id, name, latest_version, created_at, created_by)
    VALUES (${ACCOUNT}, ${REGION}, ${id}, ${name}, ${versions.length}, now(), 'test')`.execute(db);
  for (const [index, data] of versions.entries())
    await sql`
      INSERT INTO launch_template_version (account_id, region, launch_template_id, version, data, created_at, created_by)
      VALUES (${ACCOUNT}, ${REGION}, ${id}, ${index + 1}, ${JSON.stringify(data)}, now(), 'test')`.execute(db);
  return { id, name };
}

/** LicenseSpecifications of these ARNs. */
export const specify = (...arns: string[]) => arns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn }));

/** A condition for assert.rejects: a fault with this code (or kind, of those that all services have) and text. */
export const faultOf = (code: string, text?: string | RegExp) => (error: unknown) => {
  const given = error instanceof Fault ? error.code : error instanceof CommonFault ? error.kind : undefined;
  if (given === undefined) throw error;
  const { message } = error as Error;
  const fits = text === undefined || (typeof text === 'string' ? message === text : text.test(message));
  if (given === code && fits) return true;
  throw new Error(`expected ${code} ${text ?? ''}, got ${given}: ${message}`, { cause: error });
};
