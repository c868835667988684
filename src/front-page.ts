import { createHash } from 'node:crypto';
import { version } from './version.ts';
import { offeredTitles } from './wire/unoffered-services.ts';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
pre { padding: 1rem; overflow-x: auto; border: 1px solid; border-radius: 4px; }
:root { color-scheme: light dark; }`;

/** Nothing from elsewhere, no script, no frame. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

interface FrontPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What somebody sees who opens the server's address in a browser: what this is, and what to do next. `url` is that address. */
export function frontPage(url: string): FrontPage {
  const endpoint = escapeHtml(url);
  const body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Headroom</title><meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body>
<h1>Headroom ${escapeHtml(version)}</h1>
<p>An open license manager that speaks AWS's own API. This is its endpoint: the AWS CLI, SDKs and Terraform call it, a browser does not.</p>
<h2>Try it</h2>
<p>With the access key that the first start printed:</p>
<pre>export AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=AKIA… AWS_SECRET_ACCESS_KEY=…
aws --endpoint-url ${endpoint} license-manager list-license-configurations</pre>
<p>The key was lost? <code>headroom create-root-key</code> on the server's machine makes a new one.</p>
<h2>Where to go on</h2>
<p><code>README.md</code> has a first license in a minute; <code>docs/hosts.md</code>, <code>docs/spot-and-fleets.md</code> and
<code>docs/servers.md</code> what there is to manage; <code>docs/operating.md</code> settings and stopping;
<code>docs/api-coverage.md</code> every operation that is built.
<a href="/healthz">/healthz</a> tells whether all is well.</p>
<p>Offered: ${escapeHtml(offeredTitles.join(', '))}.</p>
</body>
</html>
`;
  return { headers, body };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (mark) => ENTITIES[mark]!);
