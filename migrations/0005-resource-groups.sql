-- Host resource groups. Which hosts are in a group is the hosts' own column, host.group_arn.

CREATE TABLE resource_group (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  group_name text NOT NULL,
  group_arn text NOT NULL,
  description text,
  -- GroupConfigurationItem, as the client gave it; domain/host-resource-group.ts reads it.
  configuration jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (group_arn)
);
-- In the order of bytes, as groups are listed.
CREATE UNIQUE INDEX resource_group_by_account ON resource_group (account_id, region, group_name COLLATE "C");
