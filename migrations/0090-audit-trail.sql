-- Every call of the API as CloudTrail records one. `record` is that JSON, byte for byte as it is exported.
ALTER TABLE audit_event
  ADD COLUMN user_name text,
  ADD COLUMN read_only boolean,
  ADD COLUMN record text;

UPDATE audit_event SET
  user_name = CASE WHEN principal_arn LIKE '%:root' THEN 'root' ELSE regexp_replace(principal_arn, '^.*[/]', '') END,
  read_only = false,
  record = json_build_object(
    'eventVersion', '1.05',
    'userIdentity', json_build_object('type', 'Unknown', 'arn', principal_arn, 'accountId', account_id, 'accessKeyId', access_key_id),
    'eventTime', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'eventSource', split_part(action, ':', 1) || '.amazonaws.com',
    'eventName', split_part(action, ':', 2),
    'awsRegion', region, 'sourceIPAddress', source_ip, 'userAgent', user_agent,
    'requestParameters', NULL, 'responseElements', NULL, 'additionalEventData', detail,
    'requestID', request_id,
    'eventID', regexp_replace(
      lpad(to_hex((extract(epoch FROM date_trunc('milliseconds', occurred_at)) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(audit_event_id::text), 1, 3) || '8' || substr(md5(audit_event_id::text), 4, 15),
      '^(.{8})(.{4})(.{4})(.{4})(.{12})$', '\1-\2-\3-\4-\5'),
    'readOnly', false,
    'resources', (SELECT coalesce(json_agg(json_build_object('ARN', arn)), '[]') FROM unnest(resources) AS arn),
    'eventType', 'AwsApiCall', 'recipientAccountId', account_id)::text,
  occurred_at = date_trunc('milliseconds', occurred_at);

ALTER TABLE audit_event
  ALTER COLUMN user_name SET NOT NULL,
  ALTER COLUMN read_only SET NOT NULL,
  ALTER COLUMN record SET NOT NULL,
  DROP COLUMN principal_arn, DROP COLUMN source_ip, DROP COLUMN user_agent, DROP COLUMN detail;

-- LookupEvents goes through one of these, the latest first.
CREATE INDEX audit_event_by_time ON audit_event (account_id, region, occurred_at, audit_event_id);
CREATE INDEX audit_event_by_name ON audit_event (account_id, region, split_part(action, ':', 2), occurred_at, audit_event_id);
CREATE INDEX audit_event_by_user ON audit_event (account_id, region, user_name, occurred_at, audit_event_id);
CREATE INDEX audit_event_by_key ON audit_event (account_id, region, access_key_id, occurred_at, audit_event_id);
DROP INDEX audit_event_by_age;
