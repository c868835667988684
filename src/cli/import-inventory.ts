import { readFile } from 'node:fs/promises';
import { type ImportOptions, importServer } from '../agent/import-server.ts';
import { CallRefused } from '../agent/json-call.ts';
import { FileProblem } from '../inventory/formats/file-problem.ts';
import type { ImportedServer } from '../inventory/formats/imported-server.ts';
import { readInventoryFile } from '../inventory/formats/read-inventory-file.ts';
import { version } from '../version.ts';
import type { Endpoint } from './call.ts';
import { fileTrouble } from './file-trouble.ts';

/** The role that AWS's console suggests for activations. */
const IAM_ROLE = 'service-role/AmazonEC2RunCommandRoleForManagedInstances';

/**
 * `headroom import-inventory FILE…`: registers or updates the servers that inventory files describe, and says for each
 * what was taken and what was left out. Exits with 1 where a file or a server was refused; the others are taken.
 */
export async function importInventory(
  { url, region, accessKeyId, secretAccessKey }: Endpoint,
  values: { 'iam-role'?: string },
  files: readonly string[],
): Promise<number> {
  const options: ImportOptions = {
    endpoint: url,
    region,
    credentials: { accessKeyId, secretAccessKey },
    iamRole: values['iam-role'] ?? IAM_ROLE,
    version,
  };
  const refusals: string[] = [];
  for (const file of files) {
    try {
      for (const server of readInventoryFile(await readFile(file))) await importOne(file, server, options, refusals);
    } catch (error) {
      refusals.push(`${file} was left out: ${reasonOf(error)}.`);
    }
  }
  for (const refusal of refusals) console.error(refusal);
  return refusals.length === 0 ? 0 : 1;
}

async function importOne(
  file: string,
  server: ImportedServer,
  options: ImportOptions,
  refusals: string[],
): Promise<void> {
  try {
    const { instanceId, isNew, changed } = await importServer(server, options);
    const done = isNew ? 'registered' : changed.length > 0 ? `updated (${changed.join(', ')})` : 'unchanged';
    console.log(`${file}: ${server.name} is ${instanceId}, ${done}: ${summaryOf(server)}.`);
    for (const left of server.leftOut) console.log(`${file}: ${server.name}: left out: ${left}.`);
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    refusals.push(`${file}: ${server.name} was left out: ${error.message}`);
  }
}

function summaryOf({ source, platform, processors, applications }: ImportedServer): string {
  const { sockets, cores, cpus } = processors;
  const count = (number: number | undefined, name: string) => `${number ?? 'unknown'} ${name}`;
  const processorText = [count(sockets, 'sockets'), count(cores, 'cores'), count(cpus, 'CPUs')].join(', ');
  return `${platform.name} ${platform.version}, ${processorText}, ${applications.length} applications, by ${source}`.replace(
    / ,/g,
    ',',
  );
}

/** A file's own problem or one of reading it is said; anything else is a matter of all files. */
function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code?.startsWith('E')) return fileTrouble(error);
  if (error instanceof FileProblem) return error.message.replace(/\.$/, '');
  throw error;
}
