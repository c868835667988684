-- Databases of RDS, as records: what licenses look at, and what clients read back.

CREATE TABLE option_group (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  engine text NOT NULL,
  major_engine_version text NOT NULL,
  -- OptionConfiguration as the client gave it, one an option.
  options jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, region, name)
);

CREATE TABLE db_instance (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  identifier text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  dbi_resource_id text NOT NULL,
  class text NOT NULL,
  engine text NOT NULL,
  engine_version text NOT NULL,
  license_model text NOT NULL,
  allocated_storage integer NOT NULL CHECK (allocated_storage > 0),
  master_username text NOT NULL,
  -- Null: the default group of its engine.
  option_group_name text,
  state text NOT NULL CHECK (state IN ('creating', 'available', 'modifying', 'stopping', 'stopped', 'starting', 'deleting')),
  -- When a passing state ends.
  state_due timestamptz,
  -- What RDS echoes (domain/rds/db-instance.ts, DbSettings).
  settings jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, region, identifier)
);
CREATE UNIQUE INDEX db_instance_by_account ON db_instance (account_id, region, sequence);
CREATE INDEX db_instance_by_option_group ON db_instance (account_id, region, option_group_name);

-- States pass by the clock alone; a database whose deletion is over is not there.
CREATE VIEW current_db_instance AS
SELECT account_id, region, identifier, sequence, dbi_resource_id, class, engine, engine_version, license_model,
  allocated_storage, master_username, option_group_name,
  CASE WHEN state_due > statement_timestamp() THEN state
    WHEN state = 'stopping' THEN 'stopped'
    WHEN state IN ('creating', 'modifying', 'starting') THEN 'available'
    ELSE state END AS state,
  settings, created_at
FROM db_instance
WHERE state <> 'deleting' OR state_due > statement_timestamp();
