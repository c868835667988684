-- Uses that were under way at an instant: as boxes from their beginning to their end, each license on a line of its own.
-- Those that last have no end and are in consumption_open.
CREATE INDEX consumption_in_time ON consumption USING gist (
  box(
    point(hashtext(license_configuration_id)::float8, extract(epoch FROM consumed_from - timestamptz 'epoch')::float8),
    point(hashtext(license_configuration_id)::float8, extract(epoch FROM consumed_until - timestamptz 'epoch')::float8)))
  WHERE consumed_until IS NOT NULL;
