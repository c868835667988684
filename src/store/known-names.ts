/** Names of software with their numbers, as far as this process knows them, of the servers of one block. */
export type Numbers = Map<string, number>;

/** Numbers of a block, by its key, after so many sweeps; whoever looks up others adds them. */
export type KnownNames = (block: string, sweeps: number) => Numbers;

/** Of all blocks together; what is beyond is looked up again. Some 15 MB. */
const MOST = 100_000;

/**
 * Remembers the numbers of names, of the blocks that were asked for last. A sweep may delete names, so that whatever was
 * known before it is forgotten.
 */
export function createKnownNames(most = MOST): KnownNames {
  const blocks = new Map<string, Numbers>();
  let current = 0;
  return (block, sweeps) => {
    if (sweeps < current) return new Map(); // of a transaction that was slower than the sweep
    if (sweeps > current) blocks.clear();
    current = sweeps;
    const numbers = blocks.get(block) ?? new Map<string, number>();
    blocks.delete(block);
    forgetOldest(blocks, most - numbers.size);
    if (numbers.size > most) numbers.clear();
    blocks.set(block, numbers);
    return numbers;
  };
}

function forgetOldest(blocks: Map<string, Numbers>, room: number): void {
  let count = 0;
  for (const [, numbers] of blocks) count += numbers.size;
  for (const [block, numbers] of blocks) {
    if (count <= room) return;
    blocks.delete(block);
    count -= numbers.size;
  }
}
