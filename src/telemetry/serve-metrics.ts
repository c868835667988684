import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Metrics } from './prometheus.ts';

interface Served {
  /** Where Prometheus finds the metrics. */
  readonly url: string;
  readonly close: () => void;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** As of the API's server: who says nothing, or takes nothing of an answer, is not kept. */
const TIMEOUTS = { headersTimeout: 20_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 };
const SILENCE_MS = 20_000;
const CONNECTIONS = 256;

/**
 * Serves the metrics at an address of the operator's own, apart from the API: they tell of all accounts, and ask for no
 * signature. Throws, with the setting and the next step, where it cannot be listened on.
 */
export async function serveMetrics(metrics: Metrics, address: Address, log: Logger): Promise<Served> {
  const server = createServer(TIMEOUTS, async (request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('The metrics are at /metrics.\n');
      return;
    }
    try {
      const text = await metrics.text();
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
    } catch (err) {
      log.warn({ err }, 'the metrics cannot be read');
      response.writeHead(503, { 'content-type': 'text/plain' }).end('The database cannot be asked at the moment.\n');
    }
  });
  server.maxConnections = CONNECTIONS;
  server.setTimeout(SILENCE_MS);
  await listen(server, address);
  const { port, address: ip, family } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${family === 'IPv6' ? `[${ip}]` : ip}:${port}/metrics`, close };
}

async function listen(server: Server, address: Address): Promise<void> {
  try {
    await once(server.listen(address), 'listening');
  } catch (cause) {
    throw new Error(
      `Cannot serve metrics on ${address.host}, port ${address.port}: ${(cause as Error).message}. Set HEADROOM_METRICS to another address, such as 127.0.0.1:9464, or remove it.`,
      { cause },
    );
  }
}
