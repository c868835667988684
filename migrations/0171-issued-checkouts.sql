-- What is checked out of issued licenses. The row of the license is locked by who takes some or gives some back, and counts them.
ALTER TABLE issued_license
  -- By the name of the entitlement, what is checked out, but for what lapsed since somebody counted last.
  ADD COLUMN consumed jsonb NOT NULL DEFAULT '{}',
  -- The week or month, where they renew, that those count of which are not given back.
  ADD COLUMN consumed_since timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z';

CREATE TABLE issued_checkout (
  consumption_token text PRIMARY KEY,
  license_id text NOT NULL REFERENCES issued_license ON DELETE CASCADE,
  -- Who checked out.
  account_id text NOT NULL,
  checkout_type text NOT NULL CHECK (checkout_type IN ('PROVISIONAL', 'PERPETUAL', 'BORROW')),
  beneficiary text,
  node_id text,
  metadata jsonb,
  -- The name, unit and value of each, as it was answered.
  entitlements jsonb NOT NULL,
  taken_at timestamptz NOT NULL,
  -- When it lapses by itself.
  expires_at timestamptz,
  -- When it was given back or lapsed, and no longer counts.
  ended_at timestamptz
);
CREATE INDEX issued_checkout_open ON issued_checkout (license_id, expires_at) WHERE ended_at IS NULL;
CREATE INDEX issued_checkout_due ON issued_checkout (expires_at) WHERE ended_at IS NULL;
CREATE INDEX issued_checkout_of_license ON issued_checkout (license_id);

-- Whom a product is licensed to: what checkouts are looked for by.
CREATE INDEX issued_license_of_product_for ON issued_license (account_id, product_sku, beneficiary, sequence);
