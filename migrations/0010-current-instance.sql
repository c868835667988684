-- A pending machine runs once its time has come, and nothing but the clock makes it so: what reads the machines reads
-- this view, and no row is written a second time. A machine that stops or shuts down is written when it has, for it gives
-- licenses back then.
CREATE VIEW current_instance AS
SELECT i.account_id, i.region, i.instance_id, i.sequence, i.reservation_id, i.launch_index, i.image_id, i.instance_type,
  i.core_count, i.threads_per_core, i.tenancy, i.host_id, i.availability_zone, i.subnet_id, i.private_ip,
  CASE WHEN started THEN 'running' ELSE i.state END AS state,
  CASE WHEN NOT started THEN i.state_due END AS state_due,
  CASE WHEN started THEN i.state_due ELSE i.state_changed_at END AS state_changed_at,
  i.state_reason, i.launched_at, i.settings
FROM instance i, LATERAL (SELECT i.state = 'pending' AND i.state_due <= clock_timestamp() AS started) clock;

DROP INDEX instance_due;
CREATE INDEX instance_due ON instance (state_due) WHERE state IN ('stopping', 'shutting-down');
