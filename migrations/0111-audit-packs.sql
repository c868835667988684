-- What a vendor's auditor is given of a license: who asked for it, and what came of it.
CREATE TABLE audit_pack (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  audit_pack_id text PRIMARY KEY,
  -- The order in which they were asked for.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  license_configuration_id text NOT NULL REFERENCES license_configuration,
  -- The license when the pack was asked for, so that one that is begun again has the same bytes.
  license jsonb NOT NULL,
  from_time timestamptz NOT NULL,
  until_time timestamptz NOT NULL CHECK (until_time > from_time),
  time_zone text NOT NULL,
  requested_at timestamptz NOT NULL,
  requested_by text NOT NULL,
  -- When it is to be made or tried again; null once it is there.
  due_at timestamptz,
  failures integer NOT NULL DEFAULT 0,
  last_failure text,
  bytes bigint,
  sha256 text,
  CHECK ((due_at IS NULL) = (bytes IS NOT NULL AND sha256 IS NOT NULL))
);
CREATE UNIQUE INDEX audit_pack_listed ON audit_pack (account_id, region, sequence);
CREATE UNIQUE INDEX audit_pack_by_license ON audit_pack (license_configuration_id, sequence);
CREATE INDEX audit_pack_due ON audit_pack (due_at) WHERE due_at IS NOT NULL;
