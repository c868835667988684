-- GiST keeps together what has little area together: boxes of no width have none, so any place is as good as another to
-- it, and a search reads half of the index. With a width, uses of one license that are near in time are near in the index.
DROP INDEX consumption_in_time;
CREATE INDEX consumption_in_time ON consumption USING gist (
  box(
    point(hashtext(license_configuration_id)::float8, extract(epoch FROM consumed_from - timestamptz 'epoch')::float8),
    point(hashtext(license_configuration_id) + 0.5::float8, extract(epoch FROM consumed_until - timestamptz 'epoch')::float8)))
  WHERE consumed_until IS NOT NULL;
