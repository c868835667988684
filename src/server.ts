import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ISSUER_PATH, type LicenseTokens } from './access/license-tokens.ts';
import { certificatePath } from './access/message-signer.ts';
import { createRateLimit } from './access/rate-limit.ts';
import { createAdmission, type Visit } from './admission.ts';
import { isForConsole, serveConsole } from './console-files.ts';
import { CommonFault, Fault } from './fault.ts';
import { answer, answerFault, type Services } from './pipeline.ts';
import { send, watchVisits } from './send.ts';
import { findCertificate } from './store/message-key.ts';
import type { Certificate } from './tls.ts';
import { version } from './version.ts';
import type { WireResponse } from './wire/codec.ts';
import { identify } from './wire/identify.ts';
import { BODY_BYTES, bodyLimit, readBody } from './wire/read-body.ts';
import type { WireRequest } from './wire/request.ts';

interface Given extends Omit<Services, 'stopping'> {
  readonly certificate?: Certificate | undefined;
  readonly licenseTokens: LicenseTokens;
}

/** The HTTP server: every AWS request on every path, the console, and `GET /healthz`. What it cannot read is refused as AWS would. */
export function createServer(
  { certificate, licenseTokens, ...given }: Given,
  admission = createAdmission(),
): FastifyInstance {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // each answer that is held back listens
  const services = { ...given, stopping: stopping.signal };
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
    const wire = { ...toWireRequest(request), body: Buffer.alloc(0) };
    const { log, health } = services;
    return respond(reply, answerFault(faultOf(error), identify(wire), { requestId: randomUUID(), log, health }));
  };
  const server = fastify({
    ...SETTINGS,
    ...(certificate ? { https: { ...TIMEOUTS, cert: certificate.cert, key: certificate.key } } : { http: TIMEOUTS }),
    // Paths whose percent-encoding is broken are refused before there is a route.
    frameworkErrors: refuse,
  });
  server.addHook('preClose', async () => stopping.abort());
  server.removeAllContentTypeParsers();
  const admitLarge = limitLargeBodies(given.clock);
  server.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => {
    const wire = toWireRequest(request);
    return readBody(payload, bodyLimit(wire), (bytes, length) => {
      visitOf(request.raw).receive(bytes);
      if (length > BODY_BYTES && length - bytes <= BODY_BYTES) admitLarge(`${request.ip} ${claimedKey(wire)}`);
    });
  });
  const visitOf = watchVisits(server.server, { admission, log: services.log });

  server.get('/healthz', async (_request, reply) => {
    const trouble = (await services.health.check()) ?? (admission.isBusy() ? 'busy' : undefined);
    return reply.code(trouble ? 503 : 200).send({ status: trouble ? STATUSES[trouble] : 'ok', version });
  });

  servePublicKeys(server, { db: services.db, licenseTokens, visitOf });

  server.all('/*', async (request, reply) => {
    if (isForConsole(request)) return serveConsole(request, reply);
    const visit = visitOf(request.raw);
    const origin = { sourceIp: request.ip, secure: certificate !== undefined, visit };
    return respond(reply, await answer(toWireRequest(request), origin, services), visit);
  });

  server.setErrorHandler<FastifyError>(refuse);
  server.setNotFoundHandler((request, reply) =>
    refuse(Object.assign(new Error(`no request has the method ${request.method}`), BAD_REQUEST), request, reply),
  );
  return server;
}

const SETTINGS = {
  requestTimeout: 60_000,
  logger: false,
  // A server that stops answers what still comes on open connections, as its clients understand it.
  forceCloseConnections: 'idle',
  return503OnClosing: false,
} as const;

/** Milliseconds; the last is how long a client of TLS may take to shake hands. */
const TIMEOUTS = { headersTimeout: 20_000, connectionsCheckingInterval: 5_000, handshakeTimeout: 20_000 };

const STATUSES = { away: 'database away', unwritable: 'nothing can be written', busy: 'busy' } as const;

interface PublicKeys {
  readonly db: Services['db'];
  readonly licenseTokens: LicenseTokens;
  readonly visitOf: (message: IncomingMessage) => Visit;
}

/** What is verified by them anybody may ask for, and is counted among what is under way. */
function servePublicKeys(server: FastifyInstance, { db, licenseTokens, visitOf }: PublicKeys): void {
  const admit: Admit = {
    onRequest: async ({ raw }, reply) => {
      try {
        visitOf(raw).arrive();
      } catch {
        return reply.code(503).send('This server is busy. Try again in a moment.\n');
      }
    },
  };
  serveCertificates(server, db, admit);
  serveTokenKeys(server, licenseTokens, admit);
}

type Admit = { readonly onRequest: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> };

/** What messages are verified by. */
const serveCertificates = (server: FastifyInstance, db: Services['db'], admit: Admit) =>
  server.get<{ Params: { keyId: string } }>(certificatePath(':keyId'), admit, async ({ params }, reply) => {
    const certificate = /^[\w-]+$/.test(params.keyId) ? await findCertificate(db, params.keyId) : undefined;
    if (certificate === undefined) return reply.code(404).send('There is no such certificate.\n');
    return reply.type('application/x-pem-file').send(certificate);
  });

/** What tokens of licenses are verified by (OpenID Connect Discovery 1.0). */
function serveTokenKeys(
  server: FastifyInstance,
  { issuer, algorithms, publicKeys }: LicenseTokens,
  admit: Admit,
): void {
  const document = {
    issuer,
    jwks_uri: `${issuer}/keys`,
    authorization_endpoint: 'urn:license-manager:GetAccessToken',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: algorithms,
    claims_supported: ['iss', 'sub', 'aud', 'iat', 'exp', 'amr'],
  };
  server.get(`${ISSUER_PATH}/.well-known/openid-configuration`, async () => document);
  server.get(`${ISSUER_PATH}/keys`, admit, publicKeys);
}

/** Past Fastify, which would add a charset to the JSON content type of a string and writes bytes apart from the headers. */
function respond(reply: FastifyReply, response: WireResponse, visit?: Visit): FastifyReply {
  reply.hijack();
  send(reply.raw, response, visit);
  return reply;
}

/** Bodies of megabytes from one sender, who need not be who it says it is: its signature is over all of the body. */
const LARGE_BODIES = { burst: 20, perSecond: 1 / 3 };

/** Throws where a sender has sent many large bodies already. */
function limitLargeBodies(clock: () => Date): (sender: string) => void {
  const limit = createRateLimit(LARGE_BODIES);
  return (sender) => {
    if (limit.take(sender, clock())) return;
    throw new Fault('TooManyUpdates', 'Too many large requests came from here. Wait, and report what changed only.');
  };
}

const claimedKey = ({ headers }: WireRequest): string =>
  /Credential=([\w-]{1,128})/.exec(String(headers['authorization']))?.[1] ?? '';

const BAD_REQUEST = { code: 'BAD_METHOD', name: 'FastifyError', statusCode: 400 };

function faultOf(error: FastifyError): Error {
  return error.statusCode && error.statusCode < 500 ? malformed(error) : error;
}

const malformed = (error: Error) => new CommonFault('MalformedRequest', `The request cannot be read: ${error.message}`);

function toWireRequest({ raw, body }: FastifyRequest): WireRequest {
  const [path = '/', ...query] = (raw.url ?? '/').split('?');
  return {
    method: raw.method ?? 'GET',
    path,
    rawQuery: query.join('?'),
    headers: raw.headers,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
