-- Usage reports: who wants which, how often, and what came of the last.
CREATE TABLE report_generator (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  report_generator_id text PRIMARY KEY,
  -- The order of creation.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  description text,
  report_types text[] NOT NULL,
  period text NOT NULL CHECK (period IN ('DAY', 'WEEK', 'MONTH', 'ONE_TIME')),
  -- Of ONE_TIME.
  report_start timestamptz,
  report_end timestamptz,
  created_at timestamptz NOT NULL,
  -- When the first report's period is over; those of the others are over whole periods later.
  first_at timestamptz NOT NULL,
  -- How many reports were made since.
  made integer NOT NULL DEFAULT 0,
  -- When the next is to be made or tried again; null where there is none to come.
  due_at timestamptz,
  -- The licenses as they were when the next report was begun, so that one that is begun again has the same bytes.
  terms jsonb,
  failures integer NOT NULL DEFAULT 0,
  last_status text CHECK (last_status IN ('SUCCEEDED', 'FAILED')),
  last_failure text,
  last_made_at timestamptz,
  bucket text,
  key_prefix text,
  CHECK ((period = 'ONE_TIME') = (report_start IS NOT NULL AND report_end IS NOT NULL))
);
CREATE UNIQUE INDEX report_generator_listed ON report_generator (account_id, region, sequence);
CREATE INDEX report_generator_due ON report_generator (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE report_generator_license (
  license_configuration_id text NOT NULL REFERENCES license_configuration,
  report_generator_id text NOT NULL REFERENCES report_generator ON DELETE CASCADE,
  -- In the order that they were given.
  position integer NOT NULL,
  PRIMARY KEY (license_configuration_id, report_generator_id)
);
CREATE INDEX report_generator_license_of ON report_generator_license (report_generator_id, position);
