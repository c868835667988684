-- Servers that are no embedded machines, and embedded machines with an agent: what Systems Manager knows of them.

CREATE TABLE activation (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  activation_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- SHA-256 of the code, which is shown once and is too long to be guessed.
  code_hash bytea NOT NULL,
  iam_role text NOT NULL,
  description text,
  default_instance_name text,
  registration_limit integer NOT NULL,
  registrations integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  CHECK (registrations BETWEEN 0 AND registration_limit)
);
CREATE UNIQUE INDEX activation_by_account ON activation (account_id, region, sequence);

CREATE TABLE managed_instance (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  -- `mi-…` of a server that registered, `i-…` of an embedded machine that reported.
  instance_id text PRIMARY KEY,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  activation_id text,
  iam_role text,
  name text,
  -- Both null for an embedded machine. The key is RSA, as DER SubjectPublicKeyInfo.
  fingerprint text,
  public_key bytea,
  public_key_since timestamptz,
  registered_at timestamptz NOT NULL,
  registered_from text NOT NULL,
  last_ping_at timestamptz,
  -- As the agent reported last; null until it did.
  agent_name text,
  agent_version text,
  agent_status text,
  platform_type text,
  platform_name text,
  platform_version text,
  computer_name text,
  ip_address text,
  connection_channel text,
  CHECK ((fingerprint IS NULL) = (public_key IS NULL))
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX managed_instance_by_account ON managed_instance (account_id, region, sequence);
CREATE UNIQUE INDEX managed_instance_by_fingerprint ON managed_instance (account_id, region, fingerprint);
CREATE INDEX managed_instance_by_activation ON managed_instance (activation_id);
-- Who fell silent. Null, and so first, are those that never reported.
CREATE INDEX managed_instance_by_ping ON managed_instance (last_ping_at NULLS FIRST);
