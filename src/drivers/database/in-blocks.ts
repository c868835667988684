/** PostgreSQL gives a row, or eight kilobytes, at a time: too little for each step on the way to a disk, a network or a compressor. */
export const BLOCK_BYTES = 256 * 1024;

/** The bytes of pieces, so many together. */
export async function* inBlocks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.length;
    if (bytes < BLOCK_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  yield Buffer.concat(waiting);
}
