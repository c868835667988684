-- What automated discovery tied, it alone unties; what was tied by hand stays.
ALTER TABLE license_association ADD COLUMN discovered boolean NOT NULL DEFAULT false;

CREATE INDEX license_operation_failure_by_resource ON license_operation_failure (license_configuration_id, resource_id);

-- Servers outside EC2 that hold licenses, to find those that fell silent.
CREATE INDEX consumption_of_servers ON consumption (resource_id)
  WHERE consumed_until IS NULL AND resource_type = 'SYSTEMS_MANAGER_MANAGED_INSTANCE';

-- Licenses that look for software on servers.
CREATE INDEX license_configuration_searching ON license_configuration (account_id, region)
  WHERE product_information <> '[]';
