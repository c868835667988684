#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { CommandError, readEndpoint } from './call.ts';
import { createAccount } from './create-account.ts';
import { failHost } from './fail-host.ts';
import { interruptSpotInstances } from './interrupt-spot-instances.ts';
import { recount } from './recount.ts';

const USAGE = `Usage: npm run headroom -- COMMAND [OPTIONS]

  recount [--license-configuration-arn ARN] [--repair]   compare the counters with what is consumed
  create-account [--account-id ID]                       add an account and print its credentials
  fail-host --host-id ID                                 let a Dedicated Host break down
  interrupt-spot-instances --instance-ids ID,...         take Spot Instances back, as their requests say

  --endpoint-url URL   the server (default AWS_ENDPOINT_URL, then http://127.0.0.1:8460)

Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the operator's.`;

const options = {
  'endpoint-url': { type: 'string' },
  'license-configuration-arn': { type: 'string' },
  'account-id': { type: 'string' },
  'host-id': { type: 'string' },
  'instance-ids': { type: 'string', multiple: true },
  repair: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const commands = {
  recount,
  'create-account': createAccount,
  'interrupt-spot-instances': interruptSpotInstances,
  'fail-host': failHost,
};

async function run(args: string[]): Promise<number> {
  const { positionals, values } = parse(args);
  const [name = ''] = positionals;
  if (values.help || positionals.length !== 1 || !Object.hasOwn(commands, name)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  return commands[name as keyof typeof commands](readEndpoint(process.env, values['endpoint-url']), values);
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
  console.error(error instanceof CommandError ? error.message : error);
  process.exitCode = 2;
}
