-- State Manager associations: which servers send their inventory, when, and how that went.
CREATE TABLE association (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  association_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  version integer NOT NULL,
  name text NOT NULL,
  association_name text,
  document_version text NOT NULL,
  schedule_expression text NOT NULL,
  parameters jsonb NOT NULL,
  -- [{"Key": "InstanceIds", "Values": ["*"]}]
  targets jsonb NOT NULL,
  -- What Systems Manager echoes and Headroom does not act on.
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX association_by_account ON association (account_id, region, sequence);

-- What a server reported last of an association.
CREATE TABLE association_run (
  association_id text NOT NULL REFERENCES association ON DELETE CASCADE,
  instance_id text NOT NULL REFERENCES managed_instance ON DELETE CASCADE,
  association_version integer NOT NULL,
  detailed_status text NOT NULL,
  error_code text NOT NULL,
  summary text NOT NULL,
  ran_at timestamptz NOT NULL,
  succeeded_at timestamptz,
  PRIMARY KEY (association_id, instance_id)
);
CREATE INDEX association_run_by_server ON association_run (instance_id);
