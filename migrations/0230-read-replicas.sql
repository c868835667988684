-- Read replicas: a database whose source is another of the account, in its Region or in another.

ALTER TABLE db_instance
  ADD COLUMN source_region text,
  ADD COLUMN source_identifier text,
  ADD CHECK ((source_region IS NULL) = (source_identifier IS NULL));
CREATE INDEX db_instance_by_source ON db_instance (account_id, source_region, source_identifier)
  WHERE source_identifier IS NOT NULL;

CREATE OR REPLACE VIEW current_db_instance AS
SELECT account_id, region, identifier, sequence, dbi_resource_id, class, engine, engine_version, license_model,
  allocated_storage, master_username, option_group_name,
  CASE WHEN state_due > statement_timestamp() THEN state
    WHEN state = 'stopping' THEN 'stopped'
    WHEN state IN ('creating', 'modifying', 'starting') THEN 'available'
    ELSE state END AS state,
  settings, created_at,
  CASE WHEN source_identifier IS NOT NULL
    THEN json_build_object('region', source_region, 'identifier', source_identifier) END AS source,
  (SELECT coalesce(json_agg(json_build_object('region', r.region, 'identifier', r.identifier) ORDER BY r.sequence), '[]')
    FROM db_instance r
    WHERE r.account_id = d.account_id AND r.source_region = d.region AND r.source_identifier = d.identifier
      AND (r.state <> 'deleting' OR r.state_due > statement_timestamp())) AS replicas,
  -- A replica of Oracle that is read needs Active Data Guard, as an option would; one that is mounted does not.
  CASE WHEN source_identifier IS NOT NULL AND engine LIKE 'oracle-%' AND settings ->> 'ReplicaMode' IS DISTINCT FROM 'mounted'
    THEN '[{"OptionName": "DATA_GUARD"}]'::jsonb ELSE '[]' END AS replica_options
FROM db_instance d
WHERE state <> 'deleting' OR state_due > statement_timestamp();
