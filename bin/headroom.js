#!/usr/bin/env node
import { existsSync } from 'node:fs';
import nodeModule from 'node:module'; // by its default export: an older Node lacks the one that is used
import { fileURLToPath } from 'node:url';

// The way in, which any Node can read: `headroom` starts the server, `headroom COMMAND` calls one. A checkout runs its
// source, a package what was compiled of it.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`Headroom needs Node 22.18 or later; this is ${process.version}. See https://nodejs.org.`);
  process.exit(1);
}

const root = new URL('../', import.meta.url);
const [folder, extension] = existsSync(new URL('src/', root)) ? ['src', 'ts'] : ['dist', 'js'];

// Compiled code is kept from one start to the next, which halves what a start costs: in a folder of the package's own,
// since whoever can write to it decides what runs, or in the one that NODE_COMPILE_CACHE names.
nodeModule.enableCompileCache(fileURLToPath(new URL('.cache/', root)));

const command = process.argv[2];
const isServer = command === undefined || command === 'start' || command === 'serve';
await import(new URL(`${folder}/${isServer ? 'main' : 'cli/headroom'}.${extension}`, root).href);
