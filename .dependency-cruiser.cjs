// The layers of docs/architecture.md as rules; `npm run check` and test/layers.test.ts run them.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} imports only: ${allowed.join(', ') || 'nothing of src/'}`,
  from: { path: `^src/${from}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: [from, ...allowed].map((a) => `^src/${a}(/|\\.ts$)`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    only('domain', 'domain', []),
    only('wire', 'wire', ['fault', 'slices']),
    only('store', 'store', ['domain']),
    only('views', 'views', ['domain', 'store/schema']),
    only('ledger', 'ledger', ['domain', 'store']),
    only('access', 'access', ['domain', 'store', 'fault', 'wire']),
    only('operations', 'operations', ['domain', 'ledger', 'store', 'views', 'access', 'fault', 'operation', 'slices']),
    only('jobs', 'jobs', ['domain', 'ledger', 'store', 'views', 'access', 'drivers']),
    only('drivers', 'drivers', ['domain']),
    only('telemetry', 'telemetry', [
      'config',
      'domain',
      'health',
      'ledger',
      'store/schema',
      'version',
      'views',
      'wire',
    ]),
    only('cli', 'cli', ['agent', 'inventory', 'config', 'maintenance', 'version']),
    only('maintenance', 'maintenance', ['access', 'config', 'drivers', 'ledger', 'store', 'version']),
    only('agent', 'agent', ['inventory']),
    only('inventory', 'inventory', []),
    {
      name: 'drivers-only-from-main-jobs-and-maintenance',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(drivers|jobs|maintenance)/|^src/(main|run-server)\\.ts' },
      to: { path: '^src/drivers/' },
    },
    {
      name: 'services-load-when-they-are-called',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/operations/[^/]+/' },
      to: { path: '^src/operations/[^/]+/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    { name: 'console-is-a-client', severity: 'error', from: { path: '^console/' }, to: { path: '^src/' } },
    { name: 'acceptance-is-a-black-box', severity: 'error', from: { path: '^acceptance/' }, to: { path: '^src/' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
