import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { describeConnectionFailure } from './connection-failure.ts';

/** One connection for what takes long, without timeouts, that reads and writes rows in PostgreSQL's own text of them. */
export interface CopyConnection {
  readonly query: <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** The rows that `COPY … TO STDOUT` gives, as they come. */
  readonly copyOut: (text: string) => AsyncIterable<Buffer>;
  /** Takes rows for `COPY … FROM STDIN`, as fast as the database does. Ends with an error where it refuses them. */
  readonly copyIn: (text: string) => CopyIn;
  readonly close: () => Promise<void>;
}

export interface CopyIn {
  readonly write: (rows: Buffer) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Throws, with the next step, where the database cannot be reached. */
export async function openCopyConnection(url: string): Promise<CopyConnection> {
  const client = new pg.Client({ connectionString: url, application_name: 'headroom-copy', keepAlive: true });
  client.on('error', () => {}); // whoever waits for an answer is told
  await client.connect().catch((cause) => {
    throw new Error(describeConnectionFailure(cause, url), { cause });
  });
  await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0');
  return {
    query: async (text, values = []) => (await client.query(text, [...values])).rows,
    copyOut: (text) => client.query(copyTo(text)),
    copyIn: (text) => {
      const stream = client.query(copyFrom(text));
      const ended = finished(stream);
      ended.catch(() => {}); // told by what is done next
      return {
        write: async (rows) => {
          if (!stream.write(rows)) await Promise.race([once(stream, 'drain'), ended]);
        },
        end: () => {
          stream.end();
          return ended;
        },
      };
    },
    close: () => client.end(),
  };
}

const once = (stream: NodeJS.WritableStream, event: string) => new Promise((resolve) => stream.once(event, resolve));
