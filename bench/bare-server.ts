import fastify from 'fastify';
import { parseSignature, verifySignature } from '../src/wire/sigv4.ts';
import { credentials } from './client.ts';

// The least that an AWS server can do: Fastify, the check of the signature, and a constant answer.
const answer = '<?xml version="1.0" encoding="UTF-8"?><RunInstancesResponse></RunInstancesResponse>';

const server = fastify({ logger: false });
server.removeAllContentTypeParsers();
server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
server.all('/*', async ({ raw, body }, reply) => {
  const request = { method: 'POST', path: '/', rawQuery: '', headers: raw.headers, body: body as Buffer };
  verifySignature(request, parseSignature(request), { secretAccessKey: credentials.secretAccessKey, now: new Date() });
  return reply.header('content-type', 'text/xml;charset=UTF-8').send(answer);
});
console.log(`ready ${await server.listen({ host: '127.0.0.1', port: 0 })}`);
process.on('SIGTERM', () => process.exit(0));
