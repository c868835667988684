import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { OAuth2Server } from 'oauth2-mock-server';

// A certificate for this machine until 2120, and that of the authority behind it, which nobody believes. The key keeps no secret.
const KEY = join(import.meta.dirname, 'provider-key.pem');
const CHAIN = join(import.meta.dirname, 'provider-chain.pem');

export interface Provider {
  readonly server: OAuth2Server;
  readonly url: string;
  /** A token with these claims; one that is undefined is left out. */
  readonly token: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
}

/** A real OpenID provider on this machine, of https, which no system believes; whoever starts it stops `server`. */
export async function startProvider({ encrypted = true } = {}): Promise<Provider> {
  const server = encrypted ? new OAuth2Server(KEY, CHAIN) : new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(undefined, '127.0.0.1');
  const url = `http${encrypted ? 's' : ''}://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  const token: Provider['token'] = (claims = {}, header = {}) =>
    server.issuer.buildToken({
      scopesOrTransform: (head, payload) => {
        Object.assign(head, header);
        Object.assign(payload, { sub: 'ana', aud: 'headroom' }, claims);
      },
    });
  return { server, url, token };
}

/** The SHA-1 of the certificates that it shows: its own, and its authority's. */
export const thumbprints: readonly string[] = readFileSync(CHAIN, 'utf8')
  .split(/(?=-----BEGIN)/)
  .map((pem) => new X509Certificate(pem).fingerprint.replaceAll(':', '').toLowerCase());
