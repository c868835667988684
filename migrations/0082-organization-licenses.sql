-- License Manager in an organization: the share that comes with the link, and whose licenses look where.
ALTER TABLE service_settings ADD COLUMN share_id text REFERENCES resource_share ON DELETE SET NULL;

-- The accounts whose licenses look for software in an account and Region: itself, and the management account of its
-- organization where that discovers across accounts.
CREATE FUNCTION searching_accounts(account text, in_region text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT array_agg(o.management_account_id) || account
  FROM organization_account m JOIN organization o USING (organization_id)
  JOIN service_settings s ON s.account_id = o.management_account_id AND s.region = in_region
  WHERE m.account_id = account AND s.organization_integration AND s.cross_accounts_discovery
$$;
