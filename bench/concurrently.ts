/** Repeats `work` in that many concurrent loops for a time; resolves to how often a second it was done. */
export async function ratePerSecond(loops: number, seconds: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let done = 0;
  const loop = async () => {
    while (performance.now() - start < seconds * 1000) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: loops }, loop));
  return (done / (performance.now() - start)) * 1000;
}
