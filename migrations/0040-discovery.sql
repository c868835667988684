-- What automated discovery tied, it alone unties; what was tied by hand stays.
ALTER TABLE license_association ADD COLUMN discovered boolean NOT NULL DEFAULT false;

CREATE INDEX license_operation_failure_by_resource ON license_operation_failure (license_configuration_id, resource_id);
