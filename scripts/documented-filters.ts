// Writes test/ec2/documented-filters.json: the filters that EC2's model documents, by the operation that takes them. They
// stand in the documentation of the SDK's types alone: the items of the outermost list at a request's member Filters.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const MODELS = 'node_modules/@aws-sdk/client-ec2/dist-types/models';
const REQUEST = /export interface (\w+)Request \{([\s\S]*?)\n\}/g;
const FILTERS = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*Filters?\?: Filter\[\]/;

/** The names at the start of the outermost list's items, in the order of the documentation. */
function namesIn(documentation: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [tag, , name] of documentation.matchAll(/<(\/?ul)>|<li>[\s*]*<p>[\s*]*<code>([^<]+)<\/code>/g)) {
    if (tag === '<ul>') depth += 1;
    else if (tag === '</ul>') depth -= 1;
    else if (depth === 1 && name) names.push(name === 'tag' ? 'tag:KEY' : name.trim());
  }
  return names;
}

const filters: Record<string, string[]> = {};
for (const file of readdirSync(MODELS).filter((name) => /^models_\d+\.d\.ts$/.test(name))) {
  for (const [, operation = '', members = ''] of readFileSync(`${MODELS}/${file}`, 'utf8').matchAll(REQUEST)) {
    const names = namesIn(FILTERS.exec(members)?.[1] ?? '');
    if (names.length > 0) filters[operation] = names;
  }
}
const sorted = Object.fromEntries(Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('test/ec2/documented-filters.json', `${JSON.stringify(sorted, null, 2)}\n`);
