-- A pending machine runs once its time has come, and nothing but the clock makes it so: what reads the machines reads
-- this view, and no row is written a second time. A machine that stops or shuts down is written when it has, for it gives
-- licenses back then.
-- The statement's time is one for all columns, and what a lock was waited for is looked at anew.
CREATE VIEW current_instance AS
SELECT account_id, region, instance_id, sequence, reservation_id, launch_index, image_id, instance_type, core_count,
  threads_per_core, tenancy, host_id, availability_zone, subnet_id, private_ip,
  CASE WHEN state = 'pending' AND state_due <= statement_timestamp() THEN 'running' ELSE state END AS state,
  CASE WHEN state = 'pending' AND state_due <= statement_timestamp() THEN NULL ELSE state_due END AS state_due,
  CASE WHEN state = 'pending' AND state_due <= statement_timestamp() THEN state_due ELSE state_changed_at END AS state_changed_at,
  state_reason, launched_at, settings
FROM instance;

DROP INDEX instance_due;
CREATE INDEX instance_due ON instance (state_due) WHERE state IN ('stopping', 'shutting-down');
