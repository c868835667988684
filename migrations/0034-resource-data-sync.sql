-- Resource data syncs, as they were asked for: License Manager's member role makes one in each account.
CREATE TABLE resource_data_sync (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  name text NOT NULL,
  sync_type text NOT NULL CHECK (sync_type IN ('SyncToDestination', 'SyncFromSource')),
  s3_destination jsonb,
  source jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, region, sync_type, name),
  CHECK ((s3_destination IS NULL) <> (source IS NULL))
);
