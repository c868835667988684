-- Of a license's users the few that are no instances, in the order of the list. Launches do not write it.
CREATE INDEX consumption_open_by_type ON consumption (license_configuration_id, resource_type, resource_id)
  WHERE consumed_until IS NULL AND resource_type <> 'EC2_INSTANCE';
