-- What servers report of themselves: one row a server and type, rewritten as a whole. Only names of applications are
-- searched for often enough to have rows of their own, which are narrow and change only where the set of names does.

CREATE TABLE inventory_item (
  account_id text NOT NULL,
  region text NOT NULL,
  instance_id text NOT NULL REFERENCES managed_instance ON DELETE CASCADE,
  type_name text NOT NULL,
  schema_version text NOT NULL,
  capture_time text NOT NULL,
  -- The agent's own hash, of a text that only the agent has: compared, never computed.
  content_hash text,
  context json,
  -- A list of maps of text, as it came.
  content json NOT NULL,
  content_bytes integer NOT NULL,
  -- Of AWS:Application: the ids of the names in `content`, ascending.
  software_name_ids bigint[] NOT NULL DEFAULT '{}',
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (instance_id, type_name)
);
CREATE INDEX inventory_item_by_type ON inventory_item (account_id, region, type_name, instance_id);

-- Cheaper to write and to read than the default where PostgreSQL was built with it.
DO $$ BEGIN
  ALTER TABLE inventory_item ALTER COLUMN content SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;

CREATE TABLE software_name (
  software_name_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  -- In the order of bytes, so that a prefix is a range.
  name text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX software_name_by_account ON software_name (account_id, region, name);

-- Which servers have an application of that name; `machine` is the server's sequence in managed_instance.
CREATE TABLE installed_software (
  software_name_id bigint NOT NULL,
  machine bigint NOT NULL,
  PRIMARY KEY (software_name_id, machine)
);

-- The account's own types, `Custom:…`, with the attributes that were ever reported.
CREATE TABLE custom_inventory_type (
  account_id text NOT NULL,
  region text NOT NULL,
  type_name text NOT NULL,
  schema_version text NOT NULL,
  attributes text[] NOT NULL,
  PRIMARY KEY (account_id, region, type_name)
);
