-- What signs blocks of the trail; the private half is sealed under the master key.
CREATE TABLE audit_key (
  key_id text PRIMARY KEY,
  public_key text NOT NULL,
  private_key_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL
);

-- The events of an account in the order of its chain. `statement` is what is signed: the digests of the events and of the
-- block before.
CREATE TABLE audit_block (
  account_id text NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  event_ids bigint[] NOT NULL,
  first_event_at timestamptz NOT NULL,
  last_event_at timestamptz NOT NULL,
  sealed_at timestamptz NOT NULL,
  statement text NOT NULL,
  signature text NOT NULL,
  PRIMARY KEY (account_id, number)
);
CREATE INDEX audit_block_by_time ON audit_block (account_id, sealed_at, number);

-- How far the ids of events are sealed, and which below that had no event yet: their transactions may be under way.
CREATE TABLE audit_sealing (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  sealed_until bigint NOT NULL,
  gaps jsonb NOT NULL
);
INSERT INTO audit_sealing (sealed_until, gaps) VALUES (0, '[]');
