import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Admission, Visit } from './admission.ts';
import type { WireResponse } from './wire/codec.ts';

/** Connections at a time; those beyond are closed at once. */
const CONNECTIONS = 4_096;
/** How long a connection may take nothing of what is sent to it, in milliseconds. */
const SILENCE_MS = 20_000;
/** How long a client may take for a long answer. */
const ANSWER_MS = 60_000;

/** Counts the requests of a server, closes connections that neither speak nor read, and tells the visit of a request. */
export function watchVisits(
  server: Server,
  { admission, log, silenceMs = SILENCE_MS }: { admission: Admission; log: Logger; silenceMs?: number },
): (message: IncomingMessage) => Visit {
  const visits = new WeakMap<IncomingMessage, Visit>();
  const underWay = new WeakMap<Socket, number>();
  server.maxConnections = CONNECTIONS;
  server.setTimeout(silenceMs);
  server.prependListener('request', (message, response) => {
    const { socket } = message;
    const visit = admission.visit(socket);
    visits.set(message, visit);
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      underWay.set(socket, underWay.get(socket)! - 1);
      visit.end();
    });
  });
  server.on('timeout', (socket: Socket) => {
    if (underWay.get(socket) && socket.writableLength === 0) return socket.setTimeout(silenceMs); // its answer is being made
    log.info({ remoteAddress: socket.remoteAddress, unread: socket.writableLength }, 'a silent connection was closed');
    return socket.destroy();
  });
  return (message) => visits.get(message)!;
}

/** Sends a response, a long one as fast as its client takes it. */
export function send(raw: ServerResponse, { status, headers, body }: WireResponse, visit?: Visit): void {
  if (typeof body === 'string') {
    const length = Buffer.byteLength(body);
    visit?.made(length);
    raw.writeHead(status, { ...headers, 'content-length': length }).end(body);
    return;
  }
  const length = body.reduce((sum, part) => sum + part.length, 0);
  visit?.made(length);
  raw.writeHead(status, { ...headers, 'content-length': length });
  const patience = setTimeout(() => raw.destroy(), ANSWER_MS).unref();
  raw.once('close', () => clearTimeout(patience));
  sendParts(raw, [...body], visit);
}

function sendParts(raw: ServerResponse, parts: Buffer[], visit: Visit | undefined): void {
  for (let part = parts.shift(); part; part = parts.shift()) {
    const { length } = part;
    const goesOn = raw.write(part, () => visit?.taken(length));
    if (!goesOn && parts.length > 0) return void raw.once('drain', () => sendParts(raw, parts, visit));
  }
  raw.end();
}
