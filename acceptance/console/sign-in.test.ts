import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operator, url } from '../clients.ts';
import { checkAccessibility } from './accessibility.ts';
import { consoleUrl, fillSignIn, openPage, visit } from './browser.ts';

const REFUSED = /status of 40[03]/;

test('a browser that opens the server signs in with an access key, and is then where it wanted to be', () =>
  visit(async ({ page }) => {
    await page.goto(url);
    await page.getByRole('heading', { name: 'Sign in to Headroom' }).waitFor();
    await checkAccessibility(page);
    await page.goto(`${consoleUrl}/licenses?usage=over`);
    await fillSignIn(page, operator);
    await page.getByRole('heading', { name: /^Self-managed licenses/ }).waitFor();
    assert.equal(page.url(), `${consoleUrl}/licenses?usage=over`);
    await page.getByText('Usage = Over the limit').waitFor();
  }));

test('a wrong key is refused in the server’s words, and the next try may be right', () =>
  visit(
    async ({ page }) => {
      await openPage(page, '/dashboard', { ...operator, secretAccessKey: 'wrong' });
      await page.getByText(/request signature does not match/).waitFor();
      await fillSignIn(page, { ...operator, accessKeyId: 'AKIANOBODYHASTHISKEY' });
      await page.getByText('InvalidClientTokenId').waitFor();
      await fillSignIn(page, operator);
      await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    },
    { expected: REFUSED },
  ));

test('secrets are kept in memory alone: nothing is stored, and a page that is loaded anew asks again', () =>
  visit(async ({ page, context }) => {
    await openPage(page, '/dashboard', operator);
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    const { cookies, origins } = await context.storageState({ indexedDB: true });
    const stored = JSON.stringify([cookies, origins, await page.evaluate('({ ...sessionStorage })')]);
    assert.doesNotMatch(stored, /ASIA|AKIA|secret/i);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in to Headroom' }).waitFor();
  }));

test('who signs out sees no page any more', () =>
  visit(async ({ page }) => {
    await openPage(page, '/licenses', operator);
    await page.getByRole('button', { name: /^\d{12}/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Headroom' }).waitFor();
  }));
