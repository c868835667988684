-- Where events go that an account wants to be told of.
CREATE TABLE webhook (
  webhook_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  -- The order of creation.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  url text NOT NULL,
  -- Of events; none where it wants all.
  detail_types text[] NOT NULL,
  secret_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX webhook_of_account ON webhook (account_id, region, sequence);
