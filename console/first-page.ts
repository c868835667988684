import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Bytes in gzip of the JavaScript that is loaded until the dashboard stands, by whichever way somebody signs in. */
const MOST = 350_000;

/** What the first page loads beside what it starts with. */
const LOADED = /\/(dashboard\/dashboard\.tsx|session\/start-session\.ts)$/;

/** Refuses to build a console whose first page has become large. */
export const firstPage: Plugin = {
  name: 'first-page',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const loaded = new Set<Rolldown.OutputChunk>();
    const load = (chunk: Rolldown.OutputChunk): void => {
      if (loaded.has(chunk)) return;
      loaded.add(chunk);
      for (const other of chunks) if (chunk.imports.includes(other.fileName)) load(other);
    };
    for (const chunk of chunks) if (chunk.isEntry || chunk.moduleIds.some((id) => LOADED.test(id))) load(chunk);
    const bytes = [...loaded].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
    if (bytes > MOST)
      this.error(`The first page has ${bytes} bytes of JavaScript in gzip; expected ${MOST} at the most.`);
  },
};
