import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { databaseUrl, startTestPostgres, templateName } from '../test/test-postgres.ts';

// `npm run schema`: writes src/store/schema.ts, the row types of the migrated database. `--verify` only compares.
const root = join(import.meta.dirname, '..');
const postgres = await startTestPostgres();
try {
  const url = databaseUrl(postgres.url, templateName);
  const options = [
    '--dialect',
    'postgres',
    '--type-mapping',
    '{"int8":"number"}',
    '--exclude-pattern',
    '{kysely_*,graphile_worker.*}',
  ];
  const args = [...options, '--out-file', 'src/store/schema.ts', '--url', url, ...process.argv.slice(2)];
  execFileSync(join(root, 'node_modules/.bin/kysely-codegen'), args, { cwd: root, stdio: 'inherit' });
} finally {
  await postgres.stop();
}
