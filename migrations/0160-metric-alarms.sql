-- Alarms that watch the metrics of licenses, and what became of them.
CREATE TABLE metric_alarm (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  name text COLLATE "C" NOT NULL,
  -- What PutMetricAlarm was asked for, in its words.
  definition jsonb NOT NULL,
  actions_enabled boolean NOT NULL,
  configured_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('OK', 'ALARM', 'INSUFFICIENT_DATA')),
  state_reason text NOT NULL,
  state_reason_data text,
  state_updated_at timestamptz NOT NULL,
  state_changed_at timestamptz NOT NULL,
  -- When it is to be looked at next.
  due_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, region, name)
);
CREATE INDEX metric_alarm_due ON metric_alarm (due_at);
CREATE INDEX metric_alarm_by_state ON metric_alarm (account_id, region, state, name);
CREATE INDEX metric_alarm_by_metric ON metric_alarm (account_id, region, (definition ->> 'MetricName'), name);

-- Alarms as the program has them.
CREATE VIEW alarm AS
  SELECT account_id AS "accountId", region, name, definition, actions_enabled AS "actionsEnabled",
    configured_at AS "configuredAt", state, state_reason AS "stateReason", state_reason_data AS "stateReasonData",
    state_updated_at AS "stateUpdatedAt", state_changed_at AS "stateChangedAt", due_at AS "dueAt"
  FROM metric_alarm;

CREATE TABLE alarm_history (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  alarm_name text NOT NULL,
  type text NOT NULL CHECK (type IN ('ConfigurationUpdate', 'StateUpdate', 'Action')),
  summary text NOT NULL,
  -- JSON, as CloudWatch tells it.
  data text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX alarm_history_listed ON alarm_history (account_id, region, sequence);
CREATE INDEX alarm_history_by_alarm ON alarm_history (account_id, region, alarm_name, sequence);
CREATE INDEX alarm_history_at ON alarm_history (at);
