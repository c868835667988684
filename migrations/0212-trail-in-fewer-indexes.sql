-- Each event is written to every index of the trail, in the transaction of its change. One serves two: what is asked for
-- whether it changes something or not is merged from both of its halves.
CREATE INDEX audit_event_in_time ON audit_event (account_id, region, read_only, occurred_at, audit_event_id);
DROP INDEX audit_event_by_time;
DROP INDEX audit_event_changes;

-- It is in the record, and nobody asks for it apart from that.
ALTER TABLE audit_event DROP COLUMN request_id;
