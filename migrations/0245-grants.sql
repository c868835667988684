-- Grants of issued licenses: who may use a license of another account, and how. All changes of the grants of a license take
-- turns by the license's row.
CREATE SEQUENCE issued_grant_sequence;
CREATE TABLE issued_grant (
  grant_id text PRIMARY KEY,
  -- The order of creation. What an account has of a grant to its organization has the place of that.
  sequence bigint NOT NULL DEFAULT nextval('issued_grant_sequence'),
  license_id text NOT NULL REFERENCES issued_license ON DELETE CASCADE,
  product_sku text NOT NULL,
  home_region text NOT NULL,
  -- Who grants.
  account_id text NOT NULL,
  -- The grant by which that account has the license; null where the license is its own.
  parent_id text REFERENCES issued_grant ON DELETE CASCADE,
  principal_arn text NOT NULL,
  -- What the grantee has to be, or be in, as sharing_principals() has it.
  principal text NOT NULL,
  -- Null where the grant is to an organization or a unit.
  grantee_id text,
  -- In which both have to be; null where it may be anybody.
  organization_id text,
  version integer NOT NULL DEFAULT 1,
  name text NOT NULL,
  operations text[] NOT NULL,
  status text NOT NULL CHECK (status IN (
    'PENDING_ACCEPT', 'DISABLED', 'ACTIVE', 'REJECTED', 'DELETED', 'WORKFLOW_COMPLETED')),
  status_reason text,
  activation_override text,
  -- Of a grant to an organization or a unit, what its accounts begin with.
  member_status text CHECK (member_status IN ('DISABLED', 'ACTIVE')),
  created_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CHECK ((status = 'DELETED') = (deleted_at IS NOT NULL)),
  CHECK ((grantee_id IS NULL) = (member_status IS NOT NULL)),
  CHECK (grantee_id IS NOT NULL OR status IN ('WORKFLOW_COMPLETED', 'DELETED'))
);
CREATE UNIQUE INDEX issued_grant_distributed ON issued_grant (account_id, sequence)
  WHERE grantee_id IS NULL OR grantee_id = principal;
CREATE UNIQUE INDEX issued_grant_received ON issued_grant (grantee_id, sequence) WHERE grantee_id IS NOT NULL;
CREATE INDEX issued_grant_of_product ON issued_grant (grantee_id, product_sku, sequence) WHERE grantee_id IS NOT NULL;
CREATE INDEX issued_grant_of_license ON issued_grant (license_id, sequence);
CREATE INDEX issued_grant_of_license_to ON issued_grant (grantee_id, license_id) WHERE grantee_id IS NOT NULL;
CREATE INDEX issued_grant_to_many ON issued_grant (principal, sequence) WHERE grantee_id IS NULL;
CREATE INDEX issued_grant_by_parent ON issued_grant (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX issued_grant_deleted ON issued_grant (deleted_at) WHERE deleted_at IS NOT NULL;

-- Versions of grants that a newer one replaced.
CREATE TABLE issued_grant_version (
  grant_id text NOT NULL REFERENCES issued_grant ON DELETE CASCADE,
  version integer NOT NULL,
  name text NOT NULL,
  operations text[] NOT NULL,
  status text NOT NULL,
  status_reason text,
  activation_override text,
  PRIMARY KEY (grant_id, version)
);

-- What an account has of a grant to its organization is a row only once it differs from what all begin with: nothing is copied
-- when accounts join, move or leave. Its id is made of the grant's and the account's, so that it is found by that.
CREATE FUNCTION received_grants(account text) RETURNS SETOF issued_grant LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM issued_grant WHERE grantee_id = account
  UNION ALL
  SELECT left(g.grant_id, 22) || account, g.sequence, g.license_id, g.product_sku, g.home_region, g.account_id, g.grant_id,
    'arn:aws:iam::' || account || ':root', g.principal, account, g.organization_id, 1, g.name, g.operations,
    g.member_status, g.status_reason, g.activation_override, NULL, g.created_at, NULL
  FROM issued_grant g
  WHERE g.grantee_id IS NULL AND g.principal = ANY(sharing_principals(account)) AND g.status = 'WORKFLOW_COMPLETED'
    AND g.account_id <> account
    AND NOT EXISTS (SELECT FROM issued_grant r WHERE r.grant_id = left(g.grant_id, 22) || account)
$$;

-- By which grant something is checked out; null where the license is the account's own.
ALTER TABLE issued_checkout ADD COLUMN grant_id text;
CREATE INDEX issued_checkout_by_grant ON issued_checkout (grant_id) WHERE ended_at IS NULL AND grant_id IS NOT NULL;
