import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { operator, region, url } from './clients.ts';

interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `headroom` command with the operator's credentials. */
export function headroom(...args: readonly string[]): Promise<CliResult> {
  const env = {
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: url,
  };
  const cli = join(import.meta.dirname, '..', 'src/cli/headroom.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...args], { env, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
