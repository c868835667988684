#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { version } from '../version.ts';
import { agent, agentOptions } from './agent.ts';
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { CommandError, type Endpoint, readEndpoint } from './call.ts';
import { createAccount } from './create-account.ts';
import { createAccountKey } from './create-account-key.ts';
import { createRootKey } from './create-root-key.ts';
import { deliveries } from './deliveries.ts';
import { failHost } from './fail-host.ts';
import { importInventory } from './import-inventory.ts';
import { interruptSpotInstances } from './interrupt-spot-instances.ts';
import { recount } from './recount.ts';
import { restore } from './restore.ts';
import { usage } from './usage.ts';

const USAGE = `Usage: npm run headroom -- COMMAND [OPTIONS]

  recount [--license-configuration-arn ARN] [--repair]   compare the counters with what is consumed
  create-account [--account-id ID]                       add an account and print its credentials
  create-account-key --account-id ID                     one more root key for an account that the organization of the
                                                         caller's management account created
  create-root-key [--only]                               where the operator's secret was lost: one more key for it, on
                                                         the server's machine, with the server's settings; --only ends
                                                         all others
  backup FILE                                            write the database and the master key to a file, on the server's
                                                         machine, while the server runs or not
  restore FILE                                           make the database of a backup in an empty data folder
  audit export [--from TIME] [--to TIME] [--account-id ID]
                                                         write the audit trail of the caller's account, or as the operator
                                                         of another, to standard output
  audit pack --license ARN --from TIME [--to TIME] [--time-zone NAME] [--output FILE]
                                                         make what a vendor's auditor is given of a license: an archive of
                                                         tables, a page to print, events, and a signed manifest
  audit key                                              print the public keys that sign it
  audit verify FILE [--key FILE]                         check that an export or a pack is whole and unchanged, offline
  usage ARN [--at TIME]                                  how much of a license is used, or was at a time, and by whom
  usage ARN --day DATE                                   what used it on that day, from midnight to midnight where you are
  usage ARN --from TIME [--to TIME]                      the most that was used at any one moment of a time
  deliveries [--retry]                                   what could not be delivered and was given up; --retry tries
                                                         it again
  fail-host --host-id ID                                 let a Dedicated Host break down
  interrupt-spot-instances --instance-ids ID,...         take Spot Instances back, as their requests say
  import-inventory FILE... [--iam-role NAME]             register or update the servers that inventory files describe:
                                                         FusionInventory, GLPI and OCS Inventory agents, CSV
  agent                                                  report this machine's processors and software
    --endpoint URL --activation-id ID --activation-code CODE
                                                         register it first, by an activation of Systems Manager
    [--region NAME] [--interval-seconds N] [--state-folder FOLDER]
    [--once]                                             report once and end
    [--print]                                            show what would be reported, and send nothing

  --endpoint-url URL   the server (default AWS_ENDPOINT_URL, then HEADROOM_HOST and HEADROOM_PORT, 127.0.0.1 and 8460)
  --version, --help

Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the operator's; agent, backup, restore and
create-root-key need none.`;

const options = {
  ...agentOptions,
  'iam-role': { type: 'string' },
  'endpoint-url': { type: 'string' },
  'license-configuration-arn': { type: 'string' },
  'account-id': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  at: { type: 'string' },
  day: { type: 'string' },
  license: { type: 'string' },
  'time-zone': { type: 'string' },
  output: { type: 'string' },
  key: { type: 'string' },
  'host-id': { type: 'string' },
  'instance-ids': { type: 'string', multiple: true },
  repair: { type: 'boolean' },
  retry: { type: 'boolean' },
  only: { type: 'boolean' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];
type Command = (values: Values, files: readonly string[]) => Promise<number>;

/** A command that calls the server with the operator's credentials. */
const asOperator =
  (work: (endpoint: Endpoint, values: Values, files: readonly string[]) => Promise<number>): Command =>
  (values, files) =>
    work(readEndpoint(process.env, values['endpoint-url']), values, files);

const commands: Readonly<Record<string, Command>> = {
  recount: asOperator(recount),
  deliveries: asOperator(deliveries),
  'create-account': asOperator(createAccount),
  'create-account-key': asOperator(createAccountKey),
  'interrupt-spot-instances': asOperator(interruptSpotInstances),
  'fail-host': asOperator(failHost),
  'import-inventory': asOperator(importInventory),
  usage: asOperator(usage),
  'create-root-key': createRootKey,
  backup,
  restore,
  audit: (values, words) => audit(() => readEndpoint(process.env, values['endpoint-url']), values, words),
  agent: (values) => agent(process.env, values),
};

/** The commands that take files, and how many at most. */
const takesFiles: Readonly<Record<string, number>> = {
  'import-inventory': Infinity,
  backup: 1,
  restore: 1,
  audit: 2,
  usage: 1,
};

async function run(args: string[]): Promise<number> {
  const { positionals, values } = parse(args);
  const [name = '', ...files] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (values.help || values.version) {
    console.log(values.help ? USAGE : version);
    return 0;
  }
  if (!command) throw new CommandError(`${name ? `There is no command "${name}".` : 'Name a command.'}\n\n${USAGE}`);
  const most = takesFiles[name] ?? 0;
  if (most > 0 && files.length === 0 && name !== 'audit')
    throw new CommandError(
      name === 'usage' ? 'Name the license: headroom usage ARN' : `Name the file: headroom ${name} FILE`,
    );
  if (files.length > most)
    throw new CommandError(`headroom ${name} takes no argument "${files[most]}"; headroom --help lists what it takes.`);
  return command(values, files);
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CommandError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error && !(error instanceof TypeError) ? error.message : error);
  process.exitCode = 2;
}
