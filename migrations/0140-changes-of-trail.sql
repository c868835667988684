-- The calls that change something, which people look for among many times as many that read.
CREATE INDEX audit_event_changes ON audit_event (account_id, region, occurred_at, audit_event_id) WHERE NOT read_only;
