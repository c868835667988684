import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { credentials } from './client.ts';

/** What it took until a page said something. */
export interface Visit {
  /** From the click until what it says was painted. */
  readonly ms: number;
  readonly requests: number;
  /** Bytes on the wire: of scripts and styles, and of the API's answers. */
  readonly code: number;
  readonly answers: number;
}

/** Signs in with an access key, in a browser that has nothing of the console yet; traffic is counted from the form on. */
export async function openDashboard(
  browser: Browser,
  url: string,
  says: RegExp,
): Promise<{ page: Page; context: BrowserContext; visit: Visit }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const traffic = record(page);
  await page.goto(`${url}/dashboard`);
  await page.getByRole('button', { name: 'Sign in with an access key' }).click();
  await page.getByLabel('Access key ID').fill(credentials.accessKeyId);
  await page.getByLabel('Secret access key').fill(credentials.secretAccessKey);
  const ms = await timeUntil(page, says, `document.querySelector('form button[type=submit]').click()`);
  return { page, context, visit: { ms, ...(await traffic()) } };
}

/** Goes to a page as a link does, within the console. */
export async function openPage(page: Page, path: string, says: RegExp): Promise<Visit> {
  const traffic = record(page);
  const ms = await timeUntil(page, says, `history.pushState(null, '', ${JSON.stringify(path)})`);
  return { ms, ...(await traffic()) };
}

const timeUntil = (page: Page, says: RegExp, act: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    ${act};
    const look = () =>
      ${says}.test(document.querySelector('main')?.textContent ?? '')
        ? requestAnimationFrame(() => resolve(performance.now() - start))
        : requestAnimationFrame(look);
    requestAnimationFrame(look);
  })`);

/** What else a page asks for once it says something; sooner than it asks anew. */
const QUIET_MS = 1_000;

/** Counts from now on, until the answer is called. */
function record(page: Page): () => Promise<Omit<Visit, 'ms'>> {
  const sizes: Promise<{ isApi: boolean; bytes: number }>[] = [];
  const onFinished = (request: Request) => {
    const isApi = request.method() === 'POST';
    sizes.push(request.sizes().then(({ responseBodySize: bytes }) => ({ isApi, bytes })));
  };
  page.on('requestfinished', onFinished);
  return async () => {
    await page.waitForTimeout(QUIET_MS);
    page.off('requestfinished', onFinished);
    const done = await Promise.all(sizes);
    const bytesOf = (api: boolean) => done.reduce((sum, { isApi, bytes }) => sum + (isApi === api ? bytes : 0), 0);
    return { requests: done.filter(({ isApi }) => isApi).length, code: bytesOf(false), answers: bytesOf(true) };
  };
}
