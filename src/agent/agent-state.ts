import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Who this machine is to the server. */
export interface Registration {
  readonly endpoint: string;
  readonly region: string;
  readonly instanceId: string;
  /** Tells this installation from a copy of it. */
  readonly fingerprint: string;
}

/**
 * What the agent keeps between two runs, in a folder of its own (0700, files 0600): the registration, its RSA key, and
 * during a change of keys the next one. Each file is written whole, flushed, and renamed into place.
 */
export interface AgentState {
  readonly folder: string;
  readonly registration: () => Promise<Registration | undefined>;
  readonly saveRegistration: (registration: Registration) => Promise<void>;
  /** The key of the machine; made when there is none. */
  readonly key: () => Promise<KeyObject>;
  /** The key that a change was begun to and not finished. */
  readonly nextKey: () => Promise<KeyObject | undefined>;
  readonly makeNextKey: () => Promise<KeyObject>;
  readonly promoteNextKey: () => Promise<void>;
  /** Hashes of the inventory that the server has, by type; undefined where that is not known. */
  readonly reported: () => Promise<Readonly<Record<string, string>> | undefined>;
  readonly saveReported: (hashes: Readonly<Record<string, string>>) => Promise<void>;
  /** The fingerprint of this installation; made when there is none, and the same for a registration that is tried again. */
  readonly fingerprint: () => Promise<string>;
}

export function openAgentState(folder: string): AgentState {
  const file = (name: string) => join(folder, name);
  const loadKey = async (name: string) => {
    const pem = await readOrUndefined(file(name));
    return pem === undefined ? undefined : createPrivateKey(pem);
  };
  const makeKey = async (name: string) => {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    await writeWhole(folder, name, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return privateKey;
  };
  return {
    folder,
    registration: async () => {
      const text = await readOrUndefined(file('registration.json'));
      return text === undefined ? undefined : (JSON.parse(text) as Registration);
    },
    saveRegistration: (registration) =>
      writeWhole(folder, 'registration.json', `${JSON.stringify(registration, null, 2)}\n`),
    key: async () => (await loadKey('key.pem')) ?? makeKey('key.pem'),
    nextKey: () => loadKey('next-key.pem'),
    makeNextKey: () => makeKey('next-key.pem'),
    promoteNextKey: () => rename(file('next-key.pem'), file('key.pem')),
    reported: async () => {
      const text = await readOrUndefined(file('reported.json'));
      return text === undefined ? undefined : (JSON.parse(text) as Record<string, string>);
    },
    saveReported: (hashes) => writeWhole(folder, 'reported.json', `${JSON.stringify(hashes)}\n`),
    fingerprint: async () => {
      const known = await readOrUndefined(file('fingerprint'));
      if (known !== undefined) return known.trim();
      const made = randomUUID();
      await writeWhole(folder, 'fingerprint', `${made}\n`);
      return made;
    },
  };
}

/** The public half as the API takes it: SubjectPublicKeyInfo, DER, in base64. */
export const publicKeyOf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${name}.${process.pid}`);
  try {
    const handle = await open(draft, 'w', 0o600);
    await handle
      .writeFile(text)
      .then(() => handle.sync())
      .finally(() => handle.close());
    await rename(draft, join(folder, name));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
