-- Spot Instance requests, EC2 Fleets and Spot Fleet requests: what is asked for, and what came of it.
-- due_at is when the job looks at a row again (null: when something happens to a machine of it). Whoever takes a row puts
-- it off for a while, so that another server takes it over if the first one dies.

CREATE TABLE spot_request (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  spot_request_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL CHECK (type IN ('one-time', 'persistent')),
  state text NOT NULL CHECK (state IN ('open', 'active', 'closed', 'cancelled', 'disabled', 'failed')),
  status_code text NOT NULL,
  status_message text NOT NULL,
  status_at timestamptz NOT NULL,
  -- Why it was refused for good (domain/refusal.ts, Refusal's kind).
  fault_kind text,
  instance_id text,
  -- How many machines were launched for it; the next launch carries a token made of it.
  launches integer NOT NULL DEFAULT 0,
  -- Looks in vain since the last launch.
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  -- domain/spot-request.ts, SpotRequestDetails.
  details jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (spot_request_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX spot_request_by_account ON spot_request (account_id, region, sequence);
CREATE INDEX spot_request_due ON spot_request (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX spot_request_by_instance ON spot_request (instance_id) WHERE instance_id IS NOT NULL;
CREATE INDEX spot_request_ended ON spot_request (status_at) WHERE state IN ('closed', 'cancelled', 'failed');

CREATE TABLE fleet (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  fleet_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL CHECK (kind IN ('ec2-fleet', 'spot-fleet')),
  type text NOT NULL CHECK (type IN ('instant', 'request', 'maintain')),
  -- EC2 Fleet's words; those of Spot Fleet differ by prefix (cancelled for deleted).
  state text NOT NULL
    CHECK (state IN ('submitted', 'active', 'modifying', 'deleted_running', 'deleted_terminating', 'deleted')),
  activity_status text,
  launches integer NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  due_at timestamptz,
  -- domain/fleet.ts, FleetPlan.
  plan jsonb NOT NULL,
  -- The request as its client gave it, to be echoed.
  config jsonb NOT NULL,
  -- domain/fleet.ts, FleetError[]: what stood in the way when it was looked at last.
  errors jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL,
  state_at timestamptz NOT NULL,
  PRIMARY KEY (fleet_id)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX fleet_by_account ON fleet (account_id, region, sequence);
CREATE INDEX fleet_due ON fleet (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX fleet_ended ON fleet (state_at) WHERE state = 'deleted';

CREATE TABLE fleet_instance (
  account_id text NOT NULL,
  region text NOT NULL,
  fleet_id text NOT NULL REFERENCES fleet ON DELETE CASCADE,
  instance_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- Which of the plan's pools it is of, by index.
  pool integer NOT NULL,
  lifecycle text NOT NULL CHECK (lifecycle IN ('on-demand', 'spot')),
  weight double precision NOT NULL,
  PRIMARY KEY (instance_id)
);
CREATE UNIQUE INDEX fleet_instance_by_fleet ON fleet_instance (fleet_id, sequence);

CREATE TABLE fleet_event (
  account_id text NOT NULL,
  region text NOT NULL,
  fleet_id text NOT NULL REFERENCES fleet ON DELETE CASCADE,
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  event_type text NOT NULL CHECK (event_type IN ('instance', 'fleet', 'error', 'information')),
  event_sub_type text NOT NULL,
  instance_id text,
  description text,
  occurred_at timestamptz NOT NULL
);
CREATE INDEX fleet_event_by_fleet ON fleet_event (fleet_id, event_id);
