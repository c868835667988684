import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { rootCredentials, type ServerProcess, startServerProcess } from '../../test/server-process.ts';
import { fillSignIn, visit } from './browser.ts';

// A server of its own, for it goes away while the console is open.

const folder = await mkdtemp(join(tmpdir(), 'headroom-restart-'));
let server: ServerProcess | undefined;
after(async () => {
  await server?.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

test('a server that restarts in the middle of a form is said to be away; then the form is sent, by the same session', async () => {
  server = await startServerProcess(folder);
  const { url } = server;
  await visit(
    async ({ page }) => {
      await page.goto(`${url}/console/us-east-1/licenses/create`);
      await fillSignIn(page, rootCredentials);
      await page.getByLabel('Name').fill('SQL Server');
      await page.getByLabel('Number of vCPUs (optional)').fill('16');
      await server!.end('SIGTERM');
      server = undefined;
      const create = page.getByRole('button', { name: 'Create license' });
      await create.click();
      await page
        .getByText(/server cannot be reached/i)
        .first()
        .waitFor({ timeout: 40_000 });
      server = await startServerProcess(folder, { HEADROOM_PORT: new URL(url).port });
      await create.click();
      await page.getByRole('heading', { name: 'SQL Server' }).waitFor({ timeout: 40_000 });
      await page.getByText('0 of 16 vCPUs').waitFor();
    },
    { expected: /ERR_CONNECTION|Failed to load/ },
  );
});
