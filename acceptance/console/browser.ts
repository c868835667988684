import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Credentials, url } from '../clients.ts';

/** Debian's; playwright-core brings no browser. */
const CHROMIUM = process.env['HEADROOM_CHROMIUM'] || '/usr/bin/chromium';

export const consoleUrl = `${url}/console/us-east-1`;

let browser: Browser;
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});
after(() => browser.close());

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
}

interface Options {
  readonly colorScheme?: 'dark' | 'light';
  /** What the browser may complain of, since the test is about it. */
  readonly expected?: RegExp;
}

/** Gives a test a browser window of its own, and fails where the browser's log has an error at the end. */
export async function visit(work: (visit: Visit) => Promise<void>, { colorScheme = 'light', expected }: Options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  try {
    await work({ page, context });
    assert.deepEqual(
      complaints.filter((text) => !expected?.test(text)),
      [],
      'the log of the browser',
    );
  } finally {
    await context.close();
  }
}

const submit = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });

/** With an access key, whichever way of signing in the page shows. */
export async function fillSignIn(page: Page, { accessKeyId, secretAccessKey }: Credentials): Promise<void> {
  await submit(page).waitFor();
  const byKey = page.getByRole('button', { name: 'Sign in with an access key' });
  if (await byKey.isVisible()) await byKey.click();
  await page.getByLabel('Access key ID').fill(accessKeyId);
  await page.getByLabel('Secret access key').fill(secretAccessKey);
  await submit(page).click();
}

interface Login {
  readonly account: string;
  readonly userName: string;
  readonly password: string;
}

/** With a name and a password, whichever way of signing in the page shows. */
export async function fillLogin(page: Page, { account, userName, password }: Login): Promise<void> {
  await submit(page).waitFor();
  const byPassword = page.getByRole('button', { name: 'Sign in with a user name and password' });
  if (await byPassword.isVisible()) await byPassword.click();
  await page.getByLabel('Account').fill(account);
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password').fill(password);
  await submit(page).click();
}

/** Opens a page of the console by its address, and signs in on the way. */
export async function openPage(page: Page, path: string, credentials: Credentials): Promise<void> {
  await page.goto(consoleUrl + path);
  await fillSignIn(page, credentials);
}
