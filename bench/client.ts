import { Pool } from 'undici';
import { type Credentials, sign } from './sign.ts';

/** The account that servers under measurement are started with, and what signs the requests to them. */
export const accountId = '123456789012';
export const region = 'us-east-1';
export const credentials: Credentials = {
  accessKeyId: 'AKIABENCHBENCHBENCH0',
  secretAccessKey: 'bench-bench-bench-bench-bench-bench-bench',
};

export interface Client {
  /** Sends a signed request and resolves to the answer's body. Throws on any status but 200. */
  readonly send: (service: string, headers: Readonly<Record<string, string>>, body: string | Buffer) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** undici, which takes the least time of Node's HTTP clients, with the signer of `sign.ts`. */
export function createClient(url: string, connections: number, ofRegion = region): Client {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const { host } = new URL(url);
  const send: Client['send'] = async (service, given, body) => {
    const headers = sign({ headers: { host, ...given }, body }, credentials, { region: ofRegion, service });
    const response = await pool.request({ method: 'POST', path: '/', headers, body });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${text}`);
    return text;
  };
  return { send, close: () => pool.close() };
}

/** A request of License Manager's protocol. */
export const sendJson = (client: Client, operation: string, input: object): Promise<string> =>
  client.send(
    'license-manager',
    { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSLicenseManager.${operation}` },
    JSON.stringify(input),
  );

/** A request to Systems Manager, whose input is JSON in bytes already. */
export const sendSsm = (client: Client, operation: string, input: Buffer): Promise<string> =>
  client.send('ssm', { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` }, input);

/** A request of EC2's protocol. */
export const sendQuery = (client: Client, parameters: Readonly<Record<string, string>>): Promise<string> =>
  client.send(
    'ec2',
    { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    new URLSearchParams({ ...parameters, Version: '2016-11-15' }).toString(),
  );
