import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

const READY_WITHIN_MS = 30_000;

/** moto's server, by the path of its program. Its requests need no credentials that it knows. */
export async function startMoto(program: string): Promise<ServerProcess> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(program, ['-p', String(port)], { stdio: 'ignore' });
  await once(child, 'spawn');
  const url = `http://127.0.0.1:${port}`;
  for (; performance.now() - start < READY_WITHIN_MS; await setTimeout(100)) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (!answers) continue;
    const stop = async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    };
    return { url, pid: child.pid!, readyMs: performance.now() - start, stop };
  }
  child.kill('SIGKILL');
  throw new Error(`${program} did not answer within ${READY_WITHIN_MS / 1000} s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
