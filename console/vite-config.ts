import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { firstPage } from './first-page.ts';

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

const APP_LAYOUT = /components\/app-layout\/internal\.js$/;
const UNUSED_LAYOUT = /^\.\/(classic|visual-refresh-toolbar)$/;
const NOTHING = '\0nothing';

/**
 * Cloudscape has three AppLayouts and chooses one while it runs: that of its open-source theme here, where the others are an
 * older theme's and the AWS console's own. They are an eighth of the first page's JavaScript, so they are left out.
 */
const oneLayout: Plugin = {
  name: 'one-layout',
  enforce: 'pre',
  resolveId: (source, importer = '') => (APP_LAYOUT.test(importer) && UNUSED_LAYOUT.test(source) ? NOTHING : undefined),
  load: (id) => (id === NOTHING ? 'export default () => null;' : undefined),
  generateBundle(_options, bundle) {
    if (Object.values(bundle).some((chunk) => chunk.type === 'chunk' && chunk.moduleIds.includes(NOTHING))) return;
    this.error('Cloudscape has its AppLayouts elsewhere now: look at console/vite-config.ts.');
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), fontFiles, oneLayout, firstPage],
  build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 1_500 },
});
