import { connect, type Socket } from 'node:net';

/** How bytes are sent, and what comes back is read; at once, where nothing is said. */
interface Pace {
  /** Bytes sent in one piece. */
  readonly piece?: number;
  /** Turns of the event loop during which nothing of the answer is read. */
  readonly unread?: number;
}

export function openConnection(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on('error', () => {});
}

/** What comes back until the connection ends; the client's half is closed once the bytes are sent. */
export async function exchange(url: string, bytes: Buffer | string, { piece, unread = 0 }: Pace = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const answer: Buffer[] = [];
  const socket = openConnection(url).setNoDelay(true);
  socket.on('close', () => resolve());
  const sent = piece ? sendPieces(socket, Buffer.from(bytes), piece) : socket.end(bytes);
  for (let turn = 0; turn < unread; turn++) await nextTurn();
  socket.on('data', (chunk) => answer.push(chunk));
  await Promise.all([sent, promise]);
  return Buffer.concat(answer).toString('latin1');
}

async function sendPieces(socket: Socket, bytes: Buffer, piece: number): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += piece) {
    socket.write(bytes.subarray(at, at + piece));
    await nextTurn();
  }
  socket.end();
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The statuses of all answers that are in what came back. */
export const statusesOf = (answer: string): number[] =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
