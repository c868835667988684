-- What was used of a license over time: a row for each minute, hour and day in which that changed, written with the
-- change. A year of a license that changes all the time is as many rows as one that changes every hour.
CREATE TABLE license_usage (
  license_configuration_id text NOT NULL,
  -- Seconds: 60, 3600 or 86400, in which periods begin at UTC.
  grain integer NOT NULL,
  period_start timestamptz NOT NULL,
  -- Of what was used for any time within the period before its last change; null where the period began with that.
  highest bigint,
  lowest bigint,
  -- Licenses times milliseconds until the last change.
  area bigint NOT NULL,
  changed_at timestamptz NOT NULL,
  -- Since the last change.
  used bigint NOT NULL,
  PRIMARY KEY (license_configuration_id, grain, period_start)
) WITH (fillfactor = 70);
CREATE INDEX license_usage_minutes ON license_usage (period_start) WHERE grain = 60;

-- Who used what in the past: intervals of a license by either of their ends.
CREATE INDEX consumption_by_start ON consumption (license_configuration_id, consumed_from, consumption_id);
CREATE INDEX consumption_by_end ON consumption (license_configuration_id, consumed_until, consumption_id)
  WHERE consumed_until IS NOT NULL;

-- What was recorded until now.
INSERT INTO license_usage (license_configuration_id, grain, period_start, highest, lowest, area, changed_at, used)
WITH turn AS (
  SELECT license_configuration_id AS id, at, sum(amount) AS change
  FROM (
    SELECT license_configuration_id, date_trunc('milliseconds', consumed_from) AS at, amount FROM consumption
    UNION ALL
    SELECT license_configuration_id, date_trunc('milliseconds', consumed_until), -amount FROM consumption
    WHERE consumed_until IS NOT NULL) AS ends
  GROUP BY 1, 2 HAVING sum(amount) <> 0),
step AS (
  SELECT id, at, change, sum(change) OVER (PARTITION BY id ORDER BY at) AS used FROM turn),
placed AS (
  SELECT id, grain, date_bin(make_interval(secs => grain), at, 'epoch') AS period_start, at, used - change AS before, used
  FROM step, (VALUES (60), (3600), (86400)) AS g(grain)),
lasted AS (
  SELECT *,
    lag(at, 1, period_start) OVER cell AS since,
    last_value(used) OVER (cell ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS at_last
  FROM placed
  WINDOW cell AS (PARTITION BY id, grain, period_start ORDER BY at))
SELECT id, grain, period_start, max(before) FILTER (WHERE at > since), min(before) FILTER (WHERE at > since),
  sum(before * (extract(epoch FROM at - since) * 1000)::bigint)::bigint, max(at), max(at_last)
FROM lasted
GROUP BY 1, 2, 3;
