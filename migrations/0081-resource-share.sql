-- Resource shares: what an account shares, and with whom. What is shared with whom is looked up, never copied, so that who
-- joins or leaves an organization or a unit has or loses at once what is shared with it.

DROP TABLE license_share;
DROP TABLE resource_group_share;

CREATE TABLE resource_share (
  share_id text PRIMARY KEY,
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  name text NOT NULL,
  allow_external boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX resource_share_in_order ON resource_share (account_id, region, sequence);
CREATE INDEX resource_share_by_name ON resource_share (account_id, region, name, sequence);

-- account_id and region are the share's.
CREATE TABLE resource_share_principal (
  share_id text NOT NULL REFERENCES resource_share ON DELETE CASCADE,
  -- An account, an organization or a unit, by its id.
  principal text NOT NULL,
  -- As the API names it: an ARN, where it is no account.
  entity text NOT NULL,
  account_id text NOT NULL,
  region text NOT NULL,
  share_sequence bigint NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- Whether it is outside the owner's organization. One inside is there as long as both are in that organization.
  external boolean NOT NULL,
  -- One outside sees nothing before it accepts.
  accepted boolean NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (share_id, principal)
);
CREATE INDEX resource_share_principal_by_principal
  ON resource_share_principal (principal, region, share_sequence) WHERE accepted;
CREATE INDEX resource_share_principal_by_share ON resource_share_principal (share_id, sequence);
CREATE INDEX resource_share_principal_in_order ON resource_share_principal (account_id, region, sequence);
CREATE INDEX resource_share_principal_inside ON resource_share_principal (account_id, principal) WHERE NOT external;

CREATE TABLE resource_share_resource (
  share_id text NOT NULL REFERENCES resource_share ON DELETE CASCADE,
  -- A license configuration's id, or a host resource group's ARN.
  resource_id text NOT NULL,
  resource_arn text NOT NULL,
  resource_type text NOT NULL CHECK (resource_type IN ('license-manager:LicenseConfiguration', 'resource-groups:Group')),
  account_id text NOT NULL,
  region text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (share_id, resource_id)
);
CREATE INDEX resource_share_resource_by_resource ON resource_share_resource (resource_id);
CREATE INDEX resource_share_resource_by_share ON resource_share_resource (share_id, sequence);
CREATE INDEX resource_share_resource_in_order ON resource_share_resource (account_id, region, sequence);

-- It outlives its share and its answer.
CREATE TABLE resource_share_invitation (
  invitation_id text PRIMARY KEY,
  share_id text NOT NULL,
  share_name text NOT NULL,
  region text NOT NULL,
  sender_id text NOT NULL REFERENCES account,
  receiver_id text NOT NULL REFERENCES account,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- Once expires_at is over, one that is PENDING has expired.
  status text NOT NULL CHECK (status IN ('PENDING', 'ACCEPTED', 'REJECTED')),
  invited_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX resource_share_invitation_by_receiver ON resource_share_invitation (receiver_id, region, sequence);
CREATE INDEX resource_share_invitation_by_share ON resource_share_invitation (share_id);

-- What an account can be shared with as: itself, its organization, and the units it is in.
CREATE FUNCTION sharing_principals(account text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce((
    SELECT u.path FROM organization_account m JOIN organizational_unit u ON u.unit_id = m.parent_id
    WHERE m.account_id = account), '{}') || account
$$;

CREATE VIEW license_share AS
  SELECT r.resource_id AS license_configuration_id, r.region, p.principal AS shared_with
  FROM resource_share_resource r JOIN resource_share_principal p USING (share_id)
  WHERE r.resource_type = 'license-manager:LicenseConfiguration' AND p.accepted;

CREATE VIEW resource_group_share AS
  SELECT r.resource_id AS group_arn, r.region, p.principal AS shared_with
  FROM resource_share_resource r JOIN resource_share_principal p USING (share_id)
  WHERE r.resource_type = 'resource-groups:Group' AND p.accepted;
