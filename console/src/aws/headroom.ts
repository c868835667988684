import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type ClientConfig, serviceOf } from './service.ts';

/** An operation of Headroom's own, which no SDK has; times are seconds since 1970, as in AWS's JSON. */
interface Command<Output> {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Its type alone counts. */
  readonly output?: Output;
}

class HeadroomClient {
  readonly #config: ClientConfig;
  readonly #signer: SignatureV4;

  constructor(config: ClientConfig) {
    this.#config = config;
    this.#signer = new SignatureV4({ ...config, service: 'headroom', sha256: Sha256 });
  }

  /** Rejects with the server's fault. */
  async send<Output>({ operation, input }: Command<Output>): Promise<Output> {
    const { protocol, hostname, port, host, href } = new URL(this.#config.endpoint);
    const type = 'application/x-amz-json-1.1';
    const { headers, body } = await this.#signer.sign({
      ...{ method: 'POST', path: '/', query: {}, protocol, hostname, body: JSON.stringify(input) },
      ...(port && { port: Number(port) }),
      headers: { host, 'content-type': type, 'x-amz-target': `Headroom.${operation}` },
    });
    const { host: _, ...sent } = headers;
    const response = await fetch(href, { method: 'POST', credentials: 'omit', headers: sent, body });
    const answer = await response.json();
    if (response.ok) return answer;
    throw Object.assign(new Error(answer.Message ?? answer.message), { name: answer.__type });
  }
}

export const headroom = serviceOf((config) => new HeadroomClient(config));
