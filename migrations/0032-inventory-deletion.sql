-- Deletions of the account's own inventory types, which are done a few servers at a time. `due_at` is null once done.
CREATE TABLE inventory_deletion (
  account_id text NOT NULL,
  region text NOT NULL,
  deletion_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  type_name text NOT NULL,
  client_token text,
  -- Items by schema version when it began: [{"version": "1.0", "count": 3}].
  summary jsonb NOT NULL,
  deleted bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  due_at timestamptz
);
CREATE UNIQUE INDEX inventory_deletion_by_account ON inventory_deletion (account_id, region, sequence);
CREATE UNIQUE INDEX inventory_deletion_by_token ON inventory_deletion (account_id, region, client_token);
CREATE INDEX inventory_deletion_due ON inventory_deletion (due_at) WHERE due_at IS NOT NULL;
