import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './tls.ts';

/** A port that is this process's own from the start on, before anything is created for it. */
export interface ClaimedPort {
  readonly port: number;
  /** Where clients reach it. */
  readonly url: string;
  /** Gives the port up for the server to listen on. */
  readonly release: () => Promise<void>;
}

/**
 * Takes the port, or any free one for 0. Who asks before the server is ready is told to come back, in a status that AWS's
 * clients try again after. Throws, with the setting and the next step, where it cannot be listened on.
 */
export async function claimPort(
  address: { host: string; port: number },
  certificate?: Certificate,
): Promise<ClaimedPort> {
  const server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key }, comeBack)
    : createServer(comeBack);
  try {
    await once(server.listen(address), 'listening');
  } catch (cause) {
    throw new Error(describe(cause as NodeJS.ErrnoException, address), { cause });
  }
  const { port, address: ip, family } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${ip}]` : ip;
  const release = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { port, url: `http${certificate ? 's' : ''}://${host}:${port}`, release };
}

const comeBack: RequestListener = (_request, response) =>
  response.writeHead(503, { 'retry-after': '1', connection: 'close' }).end('Headroom is starting.\n');

function describe({ code, message }: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use, maybe by another Headroom. Set HEADROOM_PORT to another one, or to 0 for any that is free.`;
    case 'EACCES':
      return `Port ${port} takes rights that this user does not have. Set HEADROOM_PORT to one from 1024 on, such as 8460.`;
    case 'EADDRNOTAVAIL':
      return `HEADROOM_HOST is ${host}, which is no address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for every network.`;
    case 'EAFNOSUPPORT':
      return `HEADROOM_HOST is ${host}, and this machine has no network of that kind (IPv6?). Use 127.0.0.1 or 0.0.0.0.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HEADROOM_HOST is ${host}, a name that cannot be resolved. Use an IP address: 127.0.0.1 for this machine only, or 0.0.0.0 for every network.`;
    default:
      return `Cannot listen on ${host}, port ${port}: ${message}. Look at HEADROOM_HOST and HEADROOM_PORT.`;
  }
}
