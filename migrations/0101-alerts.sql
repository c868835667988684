-- What people are told of licenses, as they were told it.
CREATE TABLE alert (
  alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  kind text NOT NULL,
  -- The ARN of what it is about.
  subject text NOT NULL,
  message text NOT NULL,
  detail jsonb NOT NULL,
  -- Of a digest: how many there were.
  count integer NOT NULL,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX alert_of_account ON alert (account_id, region, alert_id);
CREATE INDEX alert_by_age ON alert (occurred_at);

-- How often a subject was spoken of lately, and what is held back for a digest.
CREATE TABLE alert_pace (
  subject text NOT NULL,
  family text NOT NULL,
  window_from timestamptz NOT NULL,
  said integer NOT NULL,
  -- Whether the last alert was said at once.
  spoke boolean NOT NULL,
  held integer NOT NULL,
  last jsonb NOT NULL,
  PRIMARY KEY (subject, family)
);
CREATE INDEX alert_pace_held ON alert_pace (window_from) WHERE held > 0;

-- Of a license that ends, which of the days before were spoken of.
CREATE TABLE expiry_said (
  license_configuration_id text NOT NULL REFERENCES license_configuration,
  license_expiry bigint NOT NULL,
  days_before integer NOT NULL,
  PRIMARY KEY (license_configuration_id, license_expiry, days_before)
);
CREATE INDEX license_configuration_expiring ON license_configuration (license_expiry)
  WHERE license_expiry IS NOT NULL AND status <> 'DELETED';

-- Of servers that fell silent, until when they were heard of when people were told.
CREATE TABLE silence_said (
  instance_id text PRIMARY KEY,
  last_ping_at timestamptz NOT NULL
);
