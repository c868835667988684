-- Every table is keyed by account (and Region), so that it can be distributed by account later.
-- Times are half-open intervals [from, until) of timestamptz; counts are bigint.

CREATE TABLE account (
  account_id text PRIMARY KEY CHECK (account_id ~ '^[0-9]{12}$'),
  operator boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX account_one_operator ON account (operator) WHERE operator;

CREATE TABLE access_key (
  access_key_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES account,
  secret_sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- License configurations -------------------------------------------------------------------------------------------

CREATE TABLE license_configuration (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  license_configuration_id text NOT NULL,
  -- The order of creation, for lists that stay stable while rows come and go.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  description text,
  counting_type text NOT NULL CHECK (counting_type IN ('vCPU', 'Instance', 'Core', 'Socket')),
  license_count bigint CHECK (license_count >= 0),
  hard_limit boolean NOT NULL DEFAULT false,
  license_rules text[] NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'AVAILABLE' CHECK (status IN ('AVAILABLE', 'DISABLED', 'DELETED')),
  disassociate_when_not_found boolean,
  product_information jsonb NOT NULL DEFAULT '[]',
  license_expiry bigint,
  -- A cache of the open consumption; `headroom recount` compares it.
  consumed bigint NOT NULL DEFAULT 0 CHECK (consumed >= 0),
  -- The database's own guard of a hard limit: the count, or what was already consumed when the limit was lowered or
  -- switched on, which may only fall. Null while the limit is soft.
  consumed_ceiling bigint,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (license_configuration_id),
  CHECK (NOT hard_limit OR license_count IS NOT NULL),
  CHECK (hard_limit = (consumed_ceiling IS NOT NULL)),
  CONSTRAINT license_configuration_hard_limit CHECK (consumed <= consumed_ceiling)
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX license_configuration_live ON license_configuration (account_id, region, sequence)
  WHERE status <> 'DELETED';

-- Per resource type: what GetLicenseConfiguration summarizes without reading a row per machine.
CREATE TABLE license_counter (
  account_id text NOT NULL,
  region text NOT NULL,
  license_configuration_id text NOT NULL REFERENCES license_configuration,
  resource_type text NOT NULL,
  consumed bigint NOT NULL DEFAULT 0 CHECK (consumed >= 0),
  associations bigint NOT NULL DEFAULT 0 CHECK (associations >= 0),
  PRIMARY KEY (license_configuration_id, resource_type)
) WITH (fillfactor = 50);

-- Accounts, beside the owner, to whose launches a license is visible.
CREATE TABLE license_share (
  account_id text NOT NULL,
  region text NOT NULL,
  license_configuration_id text NOT NULL REFERENCES license_configuration,
  shared_with_account_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (license_configuration_id, shared_with_account_id)
);
CREATE INDEX license_share_by_account ON license_share (shared_with_account_id, region);

-- account_id is the license's owner; the resource may belong to another account.
CREATE TABLE license_association (
  account_id text NOT NULL,
  region text NOT NULL,
  license_configuration_id text NOT NULL,
  resource_id text NOT NULL,
  resource_type text NOT NULL,
  resource_owner_id text NOT NULL,
  ami_scope text,
  associated_at timestamptz NOT NULL,
  PRIMARY KEY (license_configuration_id, resource_id)
);
CREATE INDEX license_association_by_resource ON license_association (resource_id);

CREATE TABLE consumption (
  consumption_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  license_configuration_id text NOT NULL,
  resource_id text NOT NULL,
  resource_type text NOT NULL,
  resource_owner_id text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  consumed_from timestamptz NOT NULL,
  consumed_until timestamptz,
  CHECK (consumed_until >= consumed_from)
);
CREATE UNIQUE INDEX consumption_open ON consumption (license_configuration_id, resource_id) WHERE consumed_until IS NULL;

CREATE TABLE license_operation_failure (
  failure_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  license_configuration_id text NOT NULL,
  resource_id text NOT NULL,
  resource_type text NOT NULL,
  resource_owner_id text NOT NULL,
  error_message text NOT NULL,
  operation_name text NOT NULL,
  requested_by text NOT NULL,
  failed_at timestamptz NOT NULL
);
CREATE INDEX license_operation_failure_by_license ON license_operation_failure (license_configuration_id, failure_id);

CREATE TABLE service_settings (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  s3_bucket_arn text,
  sns_topic_arn text,
  organization_integration boolean NOT NULL DEFAULT false,
  cross_accounts_discovery boolean NOT NULL DEFAULT false,
  discovery_source_regions text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (account_id, region)
);

-- The embedded compute ---------------------------------------------------------------------------------------------

CREATE TABLE instance (
  account_id text NOT NULL,
  region text NOT NULL,
  instance_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  reservation_id text NOT NULL,
  launch_index integer NOT NULL,
  image_id text NOT NULL,
  instance_type text NOT NULL,
  core_count integer NOT NULL,
  threads_per_core integer NOT NULL,
  tenancy text NOT NULL CHECK (tenancy IN ('default', 'dedicated', 'host')),
  host_id text,
  availability_zone text NOT NULL,
  subnet_id text NOT NULL,
  private_ip text NOT NULL,
  state text NOT NULL,
  -- When a passing state (pending, stopping, shutting-down) ends; null in a state that lasts.
  state_due timestamptz,
  state_changed_at timestamptz NOT NULL,
  state_reason text,
  launched_at timestamptz NOT NULL,
  -- What EC2 echoes and Headroom does not decide on (domain/instance.ts, InstanceSettings).
  settings jsonb NOT NULL,
  PRIMARY KEY (instance_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX instance_by_account ON instance (account_id, region, sequence);
CREATE INDEX instance_by_reservation ON instance (reservation_id);
CREATE INDEX instance_due ON instance (state_due) WHERE state_due IS NOT NULL;

CREATE TABLE image (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  image_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  description text,
  architecture text NOT NULL,
  platform_details text NOT NULL,
  usage_operation text NOT NULL,
  root_device_name text NOT NULL,
  -- What EC2 echoes (domain/image.ts, ImageSettings).
  settings jsonb NOT NULL,
  source_image_id text,
  source_instance_id text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (image_id),
  UNIQUE (account_id, region, name)
);
CREATE UNIQUE INDEX image_by_account ON image (account_id, region, sequence);

CREATE TABLE launch_template (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  launch_template_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  default_version integer NOT NULL DEFAULT 1,
  latest_version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (launch_template_id),
  UNIQUE (account_id, region, name)
);

CREATE TABLE launch_template_version (
  account_id text NOT NULL,
  region text NOT NULL,
  launch_template_id text NOT NULL REFERENCES launch_template ON DELETE CASCADE,
  version integer NOT NULL,
  description text,
  -- RequestLaunchTemplateData as the client gave it.
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (launch_template_id, version)
);

-- Of every service: resource_id is an EC2 id or a license configuration id.
CREATE TABLE tag (
  account_id text NOT NULL,
  region text NOT NULL,
  resource_id text NOT NULL,
  resource_type text NOT NULL,
  key text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (resource_id, key)
);
CREATE INDEX tag_by_account ON tag (account_id, region, key);

-- What makes a change safe to repeat, and who made it ----------------------------------------------------------------

CREATE TABLE idempotency_token (
  account_id text NOT NULL,
  region text NOT NULL,
  action text NOT NULL,
  token text NOT NULL,
  input_hash text NOT NULL,
  outcome jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- The token first: many are looked up at once, each with one descent of the index.
  PRIMARY KEY (token, account_id, region, action)
);
CREATE INDEX idempotency_token_by_age ON idempotency_token USING brin (created_at);

CREATE TABLE audit_event (
  audit_event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  occurred_at timestamptz NOT NULL,
  request_id text NOT NULL,
  principal_arn text NOT NULL,
  access_key_id text NOT NULL,
  source_ip text NOT NULL,
  user_agent text NOT NULL,
  action text NOT NULL,
  resources text[] NOT NULL,
  detail jsonb NOT NULL
);
CREATE INDEX audit_event_by_age ON audit_event USING brin (occurred_at);
