import { execFile } from 'node:child_process';
import { type Credentials, operator, region, url } from './clients.ts';

/** HEADROOM_AWS_CLI names another program than the `aws` of the path. */
const program = process.env['HEADROOM_AWS_CLI'] || 'aws';

interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the AWS CLI as its user does, without the configuration of whoever runs the tests. */
export const runAws = (args: readonly string[], credentials: Credentials = operator): Promise<CliResult> =>
  runAwsWith(args, {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });

/** As above, with credentials that the CLI gets by what is in its environment. */
export function runAwsWith(args: readonly string[], credentials: Readonly<Record<string, string>>): Promise<CliResult> {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    ...credentials,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return new Promise((resolve, reject) => {
    execFile(program, ['--endpoint-url', url, ...args], { env, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** The answer of a command that succeeds; undefined where it has none. */
// biome-ignore lint/suspicious/noExplicitAny: the CLI prints JSON, and the assertions say what must be in it
export async function aws(...args: string[]): Promise<any> {
  const { code, stdout, stderr } = await runAws([...args, '--output', 'json']);
  if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${stderr}`);
  return stdout.trim() ? JSON.parse(stdout) : undefined;
}

/** The text of the error of a command that is refused. */
export async function awsRefused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runAws(args);
  if (code === 0) throw new Error(`aws ${args.join(' ')} was expected to be refused, and answered: ${stdout}`);
  return stderr;
}
