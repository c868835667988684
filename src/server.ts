import { randomUUID } from 'node:crypto';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { CommonFault } from './fault.ts';
import { answer, answerFault, type Services } from './pipeline.ts';
import { identify } from './wire/identify.ts';
import type { WireRequest } from './wire/request.ts';

/** The largest request that is read, in bytes; EC2 and License Manager take less. */
const BODY_LIMIT = 1024 * 1024;

/** The HTTP server: every AWS request on every path, and `GET /healthz`. */
export function createServer(services: Services): FastifyInstance {
  const server = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', requestTimeout: 60_000, logger: false });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.get('/healthz', async (_request, reply) => {
    const healthy = await sql`SELECT 1`.execute(services.db).then(() => true, () => false);
    return reply.code(healthy ? 200 : 503).send({ status: healthy ? 'ok' : 'database away' });
  });

  server.all('/*', async (request, reply) => {
    const { status, headers, body } = await answer(toWireRequest(request), request.ip, services);
    return reply.code(status).headers(headers).send(body);
  });

  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const fault = error.statusCode === 413 ? tooLarge : malformed(error);
    const wire = { ...toWireRequest(request), body: Buffer.alloc(0) };
    const response = answerFault(error.statusCode && error.statusCode < 500 ? fault : error, identify(wire), {
      requestId: randomUUID(),
      log: services.log,
    });
    return reply.code(response.status).headers(response.headers).send(response.body);
  });
  return server;
}

const tooLarge = new CommonFault('RequestTooLarge', `The request is larger than ${BODY_LIMIT} bytes.`);
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
