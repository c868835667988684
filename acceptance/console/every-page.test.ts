import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page, Route } from 'playwright-core';
import { givenAccount } from '../given.ts';
import { checkAccessibility } from './accessibility.ts';
import { consoleUrl, openPage, visit } from './browser.ts';

/** Every page without a thing on it: its path, and what it says then. */
const EMPTY: readonly (readonly [path: string, says: string])[] = [
  ['/dashboard', 'No licenses yet'],
  ['/get-started', '4. See the next one refused'],
  ['/licenses', 'No licenses'],
  ['/licenses/create', 'Enforce license limit'],
  ['/inventory', 'Nothing is found'],
  ['/settings', 'Cross-account inventory search'],
  ['/instances', 'No instances'],
  ['/instances/launch', 'Choose an AMI'],
  ['/images', 'No AMIs'],
  ['/launch-templates', 'No launch templates'],
  ['/hosts', 'No Dedicated Hosts'],
  ['/host-groups', 'No host resource groups'],
  ['/users', 'No users'],
  ['/groups', 'No user groups'],
  ['/roles', 'No roles'],
  ['/policies', 'May they do that?'],
  ['/shares', 'Nothing is shared'],
  ['/reports', 'No usage reports'],
  ['/organization', 'No organization'],
  ['/events?EventName=Nothing', 'No events'],
  ['/uses', 'No license is chosen'],
  ['/alerts', 'No topics'],
  ['/alert-history', 'No alerts'],
  ['/webhooks', 'No webhooks'],
  ['/failed-deliveries', 'Nothing was given up'],
];

/** Goes to a page as a link does, without loading the console anew. */
const follow = (page: Page, path: string) =>
  page.evaluate((url) => (globalThis as unknown as Window).history.pushState(null, '', url), `${consoleUrl}${path}`);

interface Window {
  readonly history: { pushState: (state: unknown, title: string, url: string) => void };
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`each page says what to do first while there is nothing, and is accessible when ${colorScheme}`, async () => {
    const { credentials } = await givenAccount();
    await visit(
      async ({ page }) => {
        await openPage(page, '/dashboard', credentials);
        for (const [path, says] of EMPTY) {
          await follow(page, path);
          await page.getByText(says, { exact: true }).first().waitFor();
          await checkAccessibility(page);
          assert.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${path} is too wide`);
        }
      },
      // That there is no organization is told by an error.
      { colorScheme, expected: /status of 404/ },
    );
  });

const SAYS = 'The replica that you asked is tired.';

/** Answers an API call with a failure in the form that its client reads. */
function fail(route: Route): Promise<void> {
  const request = route.request();
  const isApi = request.method() === 'POST' && !request.url().includes('/console/');
  if (!isApi) return route.continue();
  const isQuery = request.postData()?.includes('Action=');
  return route.fulfill(
    isQuery
      ? {
          status: 400,
          contentType: 'text/xml',
          body: `<Response><Errors><Error><Code>Tired</Code><Message>${SAYS}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
        }
      : {
          status: 400,
          contentType: 'application/x-amz-json-1.1',
          headers: { 'x-amzn-errortype': 'Tired' },
          body: JSON.stringify({ __type: 'Tired', message: SAYS, Message: SAYS }),
        },
  );
}

test('each page that the server fails says so in the server’s words', async () => {
  const { credentials } = await givenAccount();
  await visit(
    async ({ page }) => {
      await openPage(page, '/licenses/create', credentials);
      await page.getByText('Enforce license limit').waitFor();
      await page.route('**/*', fail);
      for (const [path] of EMPTY.filter(([path]) => path !== '/licenses/create')) {
        await follow(page, path);
        await page.getByText(SAYS).first().waitFor();
        await checkAccessibility(page);
        await follow(page, '/licenses/create');
        await page.getByText(SAYS).first().waitFor({ state: 'detached' });
      }
    },
    { expected: /status of 400/ },
  );
});
