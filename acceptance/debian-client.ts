import { execFile } from 'node:child_process';
import { operator, region } from './clients.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a client as Debian packages it, with the operator's credentials in its environment and nothing else of whoever runs
 * the tests. Rejects where it is not installed.
 */
export function runClient(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const given = {
    PATH: '/usr/bin:/bin',
    HOME: process.env['HOME'],
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    ...env,
  };
  return new Promise<Ended>((resolve, reject) => {
    execFile(program, args, { env: given, maxBuffer: 100_000_000 }, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') reject(new Error(`${program} is missing. README says what to install.`));
      else if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** What a client prints that succeeds. */
export async function outputOf(...[program, ...given]: Parameters<typeof runClient>): Promise<string> {
  const { code, stdout, stderr } = await runClient(program, ...given);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}
