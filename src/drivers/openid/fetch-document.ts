import { X509Certificate } from 'node:crypto';
import { get as getPlain } from 'node:http';
import { get as getEncrypted, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { type FetchDocument, ProviderAway } from '../../domain/identities/openid-provider.ts';
import type { Destinations } from '../delivery/destinations.ts';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 262_144;

/** What a connection fails with where there is nobody at the other end, or no way to them. */
const AWAY = /^E(?!RR_)[A-Z]+$/;
/** And where nobody that the system believes vouches for the other end. */
const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED)/;

/**
 * Fetches small documents, each in five seconds at the most, without following redirects, from where messages may be sent to,
 * unless it may be from anywhere. Encrypted, but from this machine itself. A certificate that the system does not believe is
 * believed where its SHA-1, or that of one who vouches for it, is among the thumbprints, as IAM does.
 */
export const createFetchDocument =
  (destinations: Destinations): FetchDocument =>
  async (address, { thumbprints, anywhere }) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !isOwn(url)) throw new Error(`${address} is not encrypted; expected https://`);
    if (!anywhere) destinations.check(url.hostname);
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const connecting: Connecting = { signal, ...(!anywhere && { lookup: destinations.lookup }) };
    return fetchBelieving(url, thumbprints, connecting).catch((error: NodeJS.ErrnoException) => {
      throw signal.aborted || AWAY.test(error.code ?? '') ? new ProviderAway(error.message) : error;
    });
  };

/** How each connection is made. */
interface Connecting {
  readonly signal: AbortSignal;
  readonly lookup?: LookupFunction;
}

async function fetchBelieving(url: URL, thumbprints: readonly string[], connecting: Connecting): Promise<string> {
  try {
    return await fetchOnce(url, connecting);
  } catch (error) {
    if (thumbprints.length === 0 || !UNTRUSTED.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const ca = await findCertificate(url, thumbprints, connecting);
    if (ca === undefined) throw error;
    return fetchOnce(url, { ...connecting, ca, allowPartialTrustChain: true });
  }
}

/** Whether it is this machine, and not encrypted: a provider for trying things out. */
const isOwn = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);

function fetchOnce(url: URL, options: RequestOptions): Promise<string> {
  const get = url.protocol === 'https:' ? getEncrypted : getPlain;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // A connection of its own: what it believes is for this request alone.
  const request = get(url, { ...options, agent: false, headers: { accept: 'application/json' } }, (response) => {
    if (response.statusCode !== 200) {
      request.destroy();
      const Refusal = response.statusCode! >= 500 ? ProviderAway : Error;
      return reject(new Refusal(`${url.href} answered ${response.statusCode}`));
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > MOST_BYTES) request.destroy(new Error(`${url.href} has more than ${MOST_BYTES} bytes`));
    });
    response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    response.on('error', reject);
  });
  request.on('error', reject);
  return promise;
}

/** Of the certificates that a server shows, the first with one of these SHA-1; nothing is believed of it yet. */
async function findCertificate(url: URL, thumbprints: readonly string[], { signal, lookup }: Connecting) {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const { promise, resolve, reject } = Promise.withResolvers<DetailedPeerCertificate>();
  const end = { host, port: Number(url.port || 443), servername: isIP(host) ? '' : host };
  const socket = connect({ ...end, ...(lookup && { lookup }), rejectUnauthorized: false }, () =>
    resolve(socket.getPeerCertificate(true)),
  );
  const cut = () => socket.destroy(new ProviderAway('it took too long'));
  signal.addEventListener('abort', cut);
  socket.on('error', reject);
  try {
    return pemOf(chainOf(await promise), thumbprints);
  } finally {
    signal.removeEventListener('abort', cut);
    socket.destroy();
  }
}

function* chainOf(first: DetailedPeerCertificate): Generator<X509Certificate> {
  // The last one vouches for itself.
  const seen = new Set<DetailedPeerCertificate>();
  for (let next = first; next?.raw && !seen.has(next); next = next.issuerCertificate) {
    seen.add(next);
    yield new X509Certificate(next.raw);
  }
}

const pemOf = (chain: Iterable<X509Certificate>, thumbprints: readonly string[]): string | undefined =>
  [...chain].find(({ fingerprint }) => thumbprints.includes(fingerprint.replaceAll(':', '').toLowerCase()))?.toString();
