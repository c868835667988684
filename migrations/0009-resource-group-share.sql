-- Accounts, beside the owner, whose machines may be placed in a host resource group.
CREATE TABLE resource_group_share (
  account_id text NOT NULL,
  region text NOT NULL,
  group_arn text NOT NULL REFERENCES resource_group ON DELETE CASCADE,
  shared_with_account_id text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (group_arn, shared_with_account_id)
);
CREATE INDEX resource_group_share_by_account ON resource_group_share (shared_with_account_id, region);
