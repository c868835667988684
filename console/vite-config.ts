import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where the server looks for the console (src/console-files.ts). */
const outDir = join(import.meta.dirname, '..', 'generated', 'console');

const FONT = /data:font\/woff2;base64,([A-Za-z0-9+/=]+)/g;

/** Fonts that Cloudscape has within its style sheet become files, so that the policy allows none in style sheets. */
const fontFiles: Plugin = {
  name: 'font-files',
  generateBundle(_options, bundle) {
    for (const asset of Object.values(bundle)) {
      if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
      asset.source = String(asset.source).replace(FONT, (_uri, base64: string) => {
        const font = this.emitFile({ type: 'asset', name: 'font.woff2', source: Buffer.from(base64, 'base64') });
        return `/console/${this.getFileName(font)}`;
      });
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), fontFiles],
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 1_500 },
});
