-- Dedicated Hosts, and Core and Socket licenses, which a host holds once for all its machines.

CREATE TABLE host (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  host_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  availability_zone text NOT NULL,
  family text NOT NULL,
  -- Null: every type of the family.
  instance_type text,
  sockets integer NOT NULL CHECK (sockets > 0),
  cores integer NOT NULL CHECK (cores > 0),
  -- The family's figures are not published; they are deduced from its largest type.
  estimated boolean NOT NULL,
  auto_placement boolean NOT NULL,
  host_recovery boolean NOT NULL,
  host_maintenance boolean NOT NULL,
  state text NOT NULL,
  -- The host resource group it is in.
  group_arn text,
  client_token text,
  allocated_at timestamptz NOT NULL,
  released_at timestamptz,
  PRIMARY KEY (host_id)
);
CREATE UNIQUE INDEX host_by_account ON host (account_id, region, sequence);
CREATE INDEX host_by_group ON host (group_arn) WHERE group_arn IS NOT NULL;

CREATE INDEX instance_by_host ON instance (host_id) WHERE host_id IS NOT NULL;

-- licenseAffinityToHost: until when a host keeps what it took, also empty or released.
ALTER TABLE consumption ADD COLUMN hold_until timestamptz;
CREATE INDEX consumption_held ON consumption (hold_until) WHERE consumed_until IS NULL AND hold_until IS NOT NULL;
CREATE INDEX consumption_open_by_host ON consumption (resource_id) WHERE consumed_until IS NULL AND resource_type = 'EC2_HOST';
