-- Conversions are listed of instances, and by status.
CREATE INDEX license_conversion_task_by_instance ON license_conversion_task (account_id, region, instance_id, sequence);
CREATE INDEX license_conversion_task_by_status ON license_conversion_task (account_id, region, status, sequence);
