-- Identities. IAM is global: what is its has an account and no Region. Changes in an account take turns.

-- What has a name, a path and tags: users, groups, roles, instance profiles, customer managed policies.
CREATE TABLE iam_entity (
  account_id text NOT NULL REFERENCES account,
  kind text NOT NULL CHECK (kind IN ('user', 'group', 'role', 'instance-profile', 'policy')),
  -- AIDA…, AGPA…, AROA…, AIPA…, ANPA….
  entity_id text PRIMARY KEY,
  -- As it was written; no two of a kind differ in case alone.
  name text NOT NULL,
  path text NOT NULL,
  -- The ARN of a managed policy; of users and roles.
  permissions_boundary text,
  tags jsonb NOT NULL DEFAULT '{}',
  -- What its kind alone has (domain/identities/entity.ts).
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX iam_entity_by_name ON iam_entity (account_id, kind, lower(name) COLLATE "C");
CREATE INDEX iam_entity_by_boundary ON iam_entity (account_id, permissions_boundary) WHERE permissions_boundary IS NOT NULL;

-- Users in groups, roles in instance profiles.
CREATE TABLE iam_member (
  container_id text NOT NULL REFERENCES iam_entity,
  member_id text NOT NULL REFERENCES iam_entity,
  PRIMARY KEY (container_id, member_id)
);
CREATE INDEX iam_member_by_member ON iam_member (member_id);

CREATE TABLE iam_inline_policy (
  entity_id text NOT NULL REFERENCES iam_entity,
  name text COLLATE "C" NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (entity_id, name)
);

CREATE TABLE iam_policy_version (
  policy_id text NOT NULL REFERENCES iam_entity,
  version integer NOT NULL,
  document text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (policy_id, version)
);

-- Managed policies that users, groups and roles have; the policy may be one of the ready-made ones, which have no row.
CREATE TABLE iam_attached_policy (
  account_id text NOT NULL,
  entity_id text NOT NULL REFERENCES iam_entity,
  policy_arn text COLLATE "C" NOT NULL,
  PRIMARY KEY (entity_id, policy_arn)
);
CREATE INDEX iam_attached_policy_by_policy ON iam_attached_policy (account_id, policy_arn, entity_id);

CREATE TABLE iam_login_profile (
  user_id text PRIMARY KEY REFERENCES iam_entity,
  password_hash text NOT NULL,
  reset_required boolean NOT NULL,
  created_at timestamptz NOT NULL
);

-- Access keys of users; those of nobody are the root's.
ALTER TABLE access_key
  ADD COLUMN user_id text REFERENCES iam_entity,
  ADD COLUMN active boolean NOT NULL DEFAULT true,
  ADD COLUMN last_used_at timestamptz,
  ADD COLUMN last_used_service text,
  ADD COLUMN last_used_region text;
CREATE INDEX access_key_by_owner ON access_key (account_id, user_id);
