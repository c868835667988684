import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failureKind } from './transaction-failure.ts';

describe('why a transaction failed', () => {
  const table: [what: string, error: unknown, kind: ReturnType<typeof failureKind>][] = [
    ['a serialization failure', { code: '40001' }, 'conflict'],
    ['a deadlock', { code: '40P01' }, 'conflict'],
    [
      'another server stored the token first',
      { code: '23505', message: 'violates unique constraint "idempotency_token_pkey"' },
      'conflict',
    ],
    ['another unique violation', { code: '23505', message: 'violates unique constraint "instance_pkey"' }, 'own'],
    ['the hard limit’s own guard', { code: '23514', message: 'license_configuration_hard_limit' }, 'own'],
    ['a statement that took too long', { code: '57014' }, 'busy'],
    ['the disk is full', { code: '53100' }, 'unwritable'],
    ['the database takes no changes', { code: '25006' }, 'unwritable'],
    ['the server shuts down', { code: '57P01' }, 'away'],
    ['the server starts up', { code: '57P03' }, 'away'],
    ['too many connections', { code: '53300' }, 'busy'],
    ['the connection failed', { code: '08006' }, 'away'],
    ['nobody listens', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'away'],
    ['the socket is gone', Object.assign(new Error(''), { code: 'ENOENT' }), 'away'],
    ['the connection ended', new Error('Connection terminated unexpectedly'), 'away'],
    ['no connection is free in time', new Error('timeout exceeded when trying to connect'), 'busy'],
    ['no connection can be opened', new Error('Connection terminated due to connection timeout'), 'away'],
    [
      'the rollback of a broken connection',
      new Error('Client has encountered a connection error and is not queryable'),
      'away',
    ],
    ['a bug', new TypeError('x is undefined'), 'own'],
    ['nothing', undefined, 'own'],
  ];
  for (const [what, error, kind] of table) test(`${what}: ${kind}`, () => assert.equal(failureKind(error), kind));
});
