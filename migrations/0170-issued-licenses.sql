-- Licenses that an account issues, for software that asks for them itself; they are of the account, in whichever Region.
CREATE TABLE issued_license (
  license_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES account,
  -- The Region that it is changed in.
  home_region text NOT NULL,
  -- The order of creation.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  product_sku text NOT NULL,
  beneficiary text NOT NULL,
  created_at timestamptz NOT NULL,
  -- The newest.
  version integer NOT NULL,
  -- That it has expired is the clock's to say.
  status text NOT NULL CHECK (status IN ('AVAILABLE', 'DEACTIVATED', 'DELETED')),
  deleted_at timestamptz,
  CHECK ((status = 'DELETED') = (deleted_at IS NOT NULL))
);
CREATE UNIQUE INDEX issued_license_listed ON issued_license (account_id, sequence);
CREATE INDEX issued_license_of_product ON issued_license (account_id, product_sku, sequence);
CREATE INDEX issued_license_of_beneficiary ON issued_license (account_id, beneficiary, sequence);
CREATE INDEX issued_license_deleted ON issued_license (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE issued_license_version (
  license_id text NOT NULL REFERENCES issued_license ON DELETE CASCADE,
  version integer NOT NULL,
  status text NOT NULL CHECK (status IN ('AVAILABLE', 'DEACTIVATED')),
  issuer_name text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_until timestamptz,
  -- As they were given: names, validity, entitlements, how it is consumed, metadata.
  terms jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (license_id, version)
);

-- Refresh tokens. What is in one is signed and not kept.
CREATE TABLE issued_token (
  token_id text PRIMARY KEY,
  license_id text NOT NULL REFERENCES issued_license ON DELETE CASCADE,
  account_id text NOT NULL,
  -- The order of creation.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  role_arns text[] NOT NULL,
  properties text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX issued_token_listed ON issued_token (account_id, sequence);
CREATE UNIQUE INDEX issued_token_of_license ON issued_token (license_id, sequence);
CREATE INDEX issued_token_expired ON issued_token (expires_at);

-- Sign tokens and licenses that are checked out; all servers on a database have the same.
CREATE TABLE token_key (
  key_id text PRIMARY KEY,
  algorithm text NOT NULL,
  public_jwk jsonb NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
