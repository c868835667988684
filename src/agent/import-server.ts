import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { ImportedServer } from '../inventory/formats/imported-server.ts';
import { inventoryItems } from '../inventory/inventory-item.ts';
import { publicKeyOf } from './agent-state.ts';
import { type Credentials, send, signed, ssmRequest } from './json-call.ts';
import { createReporter } from './reporter.ts';
import type { SsmSession } from './ssm-session.ts';

/** The tag by which a server that was imported is found again. */
const SOURCE_TAG = 'headroom:inventory-source';

export interface ImportOptions {
  readonly endpoint: string;
  readonly region: string;
  /** The caller's own, who may register and describe servers. */
  readonly credentials: Credentials;
  /** What activations are made with, as CreateActivation needs one. */
  readonly iamRole: string;
  readonly version: string;
}

export interface ImportedInstance {
  readonly instanceId: string;
  readonly isNew: boolean;
  /** The types of inventory that the server did not have as they are. */
  readonly changed: readonly string[];
}

/**
 * Registers or updates a server that a file describes, by the calls that an agent and an administrator make. A repeat
 * changes nothing. Throws CallRefused or ServerUnreachable.
 */
export async function importServer(server: ImportedServer, options: ImportOptions): Promise<ImportedInstance> {
  const session = sessionOf(options);
  const known = await findInstance(session, sourceTag(server.sourceId));
  const instanceId = known ?? (await registerServer(session, server, options));
  const reporter = createReporter(session, { instanceId, version: options.version });
  const source = { Source: server.source, SourceId: server.sourceId };
  const changed = await reporter.report(server, inventoryItems(server, new Date(), source));
  return { instanceId, isNew: known === undefined, changed };
}

const sessionOf = ({ endpoint, region, credentials }: ImportOptions): SsmSession => ({
  call: async (operation, input) => send(await signed(ssmRequest(endpoint, operation, input), region, credentials)),
});

async function findInstance(session: SsmSession, tag: string): Promise<string | undefined> {
  const { InstanceInformationList } = await session.call<{ InstanceInformationList: { InstanceId: string }[] }>(
    'DescribeInstanceInformation',
    { Filters: [{ Key: `tag:${SOURCE_TAG}`, Values: [tag] }] },
  );
  return InstanceInformationList[0]?.InstanceId;
}

/** The tag comes with the activation, so that a server which was registered is found again, whatever happened after. */
async function registerServer(session: SsmSession, server: ImportedServer, options: ImportOptions): Promise<string> {
  const activation = await session.call<{ ActivationId: string; ActivationCode: string }>('CreateActivation', {
    DefaultInstanceName: server.name.slice(0, 256),
    Description: 'headroom import-inventory',
    IamRole: options.iamRole,
    RegistrationLimit: 1,
    Tags: [{ Key: SOURCE_TAG, Value: sourceTag(server.sourceId) }],
  });
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const request = ssmRequest(options.endpoint, 'RegisterManagedInstance', {
    ActivationCode: activation.ActivationCode,
    ActivationId: activation.ActivationId,
    Fingerprint: crypto.randomUUID(),
    // Nobody keeps the private key: the server reports through whoever imports it.
    PublicKey: publicKeyOf(privateKey),
    PublicKeyType: 'Rsa',
  });
  return (await send<{ InstanceId: string }>(request)).InstanceId;
}

/** A tag's value has letters, digits and a few marks; what has others is named by its digest. */
const sourceTag = (sourceId: string): string =>
  /^[\p{L}\p{N} _.:/=+@-]{1,256}$/u.test(sourceId)
    ? sourceId
    : `sha256:${createHash('sha256').update(sourceId).digest('hex')}`;
