-- Groups of resources by their tags, beside host resource groups: a group has either a query or a configuration.

ALTER TABLE resource_group ALTER COLUMN configuration DROP NOT NULL;
-- The Query of type TAG_FILTERS_1_0 as the client wrote it, and its ResourceTypeFilters; domain/resource-groups reads it.
ALTER TABLE resource_group ADD COLUMN query text;
ALTER TABLE resource_group ADD COLUMN query_types text[];
ALTER TABLE resource_group ADD CHECK ((query IS NULL) <> (configuration IS NULL));
-- Launches look for host resource groups alone.
CREATE INDEX host_group_by_account ON resource_group (account_id, region, group_arn) WHERE configuration IS NOT NULL;

-- A database is tagged by its resource id, and named in ARNs by its identifier.
CREATE INDEX db_instance_by_resource ON db_instance (account_id, region, dbi_resource_id);
