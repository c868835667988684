-- Organizations: a tree of units, whose root is the one without a parent, with accounts in it, and what is decided for them.

-- What is known of an account beside its id. Of the first account and those that the operator makes nothing is.
ALTER TABLE account
  ADD COLUMN name text,
  ADD COLUMN email text,
  -- From then on its keys are taken no more; what it has stays.
  ADD COLUMN closed_at timestamptz;
CREATE UNIQUE INDEX account_by_email ON account (lower(email)) WHERE email IS NOT NULL;

CREATE TABLE organization (
  organization_id text PRIMARY KEY,
  management_account_id text NOT NULL REFERENCES account,
  root_id text NOT NULL UNIQUE,
  feature_set text NOT NULL CHECK (feature_set IN ('ALL', 'CONSOLIDATED_BILLING')),
  -- Policies count once their type is enabled.
  policies_enabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL
);

CREATE TABLE organizational_unit (
  unit_id text PRIMARY KEY,
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- Null for the root.
  parent_id text REFERENCES organizational_unit,
  name text NOT NULL,
  -- The organization, the root, and the units down to this one: a unit never moves.
  path text[] NOT NULL,
  UNIQUE (parent_id, name)
);
CREATE INDEX organizational_unit_in_order ON organizational_unit (parent_id, sequence);
CREATE INDEX organizational_unit_by_organization ON organizational_unit (organization_id);

CREATE TABLE organization_account (
  account_id text PRIMARY KEY REFERENCES account,
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  parent_id text NOT NULL REFERENCES organizational_unit,
  joined_method text NOT NULL CHECK (joined_method IN ('INVITED', 'CREATED')),
  joined_at timestamptz NOT NULL
);
CREATE INDEX organization_account_in_order ON organization_account (organization_id, sequence);
CREATE INDEX organization_account_by_parent ON organization_account (parent_id, sequence);

CREATE TABLE create_account_request (
  request_id text PRIMARY KEY,
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  account_name text NOT NULL,
  -- Null where it failed, for the reason beside it.
  account_id text REFERENCES account,
  failure_reason text CHECK ((failure_reason IS NULL) = (account_id IS NOT NULL)),
  requested_at timestamptz NOT NULL
);
CREATE INDEX create_account_request_in_order ON create_account_request (organization_id, sequence);
CREATE INDEX create_account_request_by_outcome ON create_account_request (organization_id, (failure_reason IS NULL), sequence);
CREATE INDEX create_account_request_by_account ON create_account_request (account_id);

-- An invitation. It outlives the organization, as the account it went to may look at it.
CREATE TABLE handshake (
  handshake_id text PRIMARY KEY,
  organization_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  management_account_id text NOT NULL REFERENCES account,
  feature_set text NOT NULL,
  account_id text NOT NULL REFERENCES account,
  -- Null where the invitation named the account by its id.
  email text,
  notes text,
  -- What the account is tagged with once it accepts, as names and values.
  tags jsonb NOT NULL DEFAULT '{}',
  -- Once that is over, one that is OPEN has expired.
  expires_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('OPEN', 'ACCEPTED', 'DECLINED', 'CANCELED')),
  requested_at timestamptz NOT NULL
);
CREATE INDEX handshake_by_organization ON handshake (organization_id, sequence);
CREATE INDEX handshake_by_account ON handshake (account_id, sequence);

CREATE TABLE organization_policy (
  policy_id text PRIMARY KEY,
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  description text NOT NULL,
  content text NOT NULL,
  UNIQUE (organization_id, name)
);
CREATE INDEX organization_policy_in_order ON organization_policy (organization_id, sequence);

-- Which policies are on a root, a unit or an account: those above, or the one that every organization has.
CREATE TABLE policy_attachment (
  target_id text NOT NULL,
  policy_id text NOT NULL,
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (target_id, policy_id)
);
CREATE INDEX policy_attachment_by_policy ON policy_attachment (organization_id, policy_id, sequence);

-- The services that may act in the whole organization.
CREATE TABLE trusted_service (
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  service_principal text NOT NULL,
  enabled_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, service_principal)
);

CREATE TABLE delegated_administrator (
  organization_id text NOT NULL REFERENCES organization ON DELETE CASCADE,
  account_id text NOT NULL REFERENCES organization_account,
  service_principal text NOT NULL,
  delegated_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, service_principal)
);
CREATE INDEX delegated_administrator_by_organization ON delegated_administrator (organization_id, account_id);
