-- Topics of SNS, who is told of what is published to them, and what of it is still on its way.
CREATE TABLE sns_topic (
  topic_arn text PRIMARY KEY,
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  name text NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  UNIQUE (account_id, region, name)
);

CREATE TABLE sns_subscription (
  subscription_arn text PRIMARY KEY,
  topic_arn text NOT NULL REFERENCES sns_topic ON DELETE CASCADE,
  account_id text NOT NULL,
  region text NOT NULL,
  -- The order of creation.
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  protocol text NOT NULL CHECK (protocol IN ('http', 'https', 'email', 'email-json')),
  endpoint text NOT NULL,
  attributes jsonb NOT NULL DEFAULT '{}',
  -- Of the token that the endpoint was sent, in hex; it confirms until then.
  token_digest text NOT NULL,
  token_until timestamptz NOT NULL,
  -- Null until the endpoint confirmed.
  confirmed_at timestamptz,
  -- Only who signs may unsubscribe.
  authenticated boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  UNIQUE (topic_arn, protocol, endpoint)
);
CREATE UNIQUE INDEX sns_subscription_of_topic ON sns_subscription (topic_arn, sequence);
CREATE UNIQUE INDEX sns_subscription_of_account ON sns_subscription (account_id, region, sequence);
CREATE INDEX sns_subscription_pending ON sns_subscription (token_until) WHERE confirmed_at IS NULL;

-- What is told, once for all who are told it.
CREATE TABLE message (
  message_id uuid PRIMARY KEY,
  account_id text NOT NULL,
  region text NOT NULL,
  type text NOT NULL,
  topic_arn text,
  subject text,
  body text NOT NULL,
  -- By protocol, where it says something else there.
  bodies jsonb NOT NULL DEFAULT '{}',
  attributes jsonb NOT NULL DEFAULT '{}',
  token text,
  created_at timestamptz NOT NULL
);
CREATE INDEX message_by_age ON message (created_at);

-- A message to one endpoint, until it is there. What could not be delivered stays, for a person to look at.
CREATE TABLE delivery (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id uuid NOT NULL REFERENCES message,
  account_id text NOT NULL,
  region text NOT NULL,
  -- The ARN of the subscription.
  target text NOT NULL,
  protocol text NOT NULL,
  endpoint text NOT NULL,
  -- Deliveries of one lane go one after the other: what a target is told of one license.
  lane text NOT NULL,
  -- When it is to be tried, or taken up where its server died; null while an earlier one of its lane is under way.
  due_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  -- It is given up.
  failed_at timestamptz
);
CREATE INDEX delivery_in_lane ON delivery (lane, delivery_id) WHERE failed_at IS NULL;
CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_failed ON delivery (account_id, region, delivery_id) WHERE failed_at IS NOT NULL;
CREATE INDEX delivery_of_message ON delivery (message_id);

-- Signs messages; all servers on a database have the same.
CREATE TABLE message_key (
  key_id text PRIMARY KEY,
  certificate text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
