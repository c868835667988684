-- What accounts have of grants to their organization, apart from their own rows, so that each is read by its index and in order.
CREATE FUNCTION member_grants(account text) RETURNS SETOF issued_grant LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT left(g.grant_id, 22) || account, g.sequence, g.license_id, g.product_sku, g.home_region, g.account_id, g.grant_id,
    'arn:aws:iam::' || account || ':root', g.principal, account, g.organization_id, 1, g.name, g.operations,
    g.member_status, g.status_reason, g.activation_override, NULL::text, g.created_at, NULL::timestamptz
  FROM issued_grant g
  WHERE g.grantee_id IS NULL AND g.principal = ANY(sharing_principals(account)) AND g.status = 'WORKFLOW_COMPLETED'
    AND g.account_id <> account
    AND NOT EXISTS (SELECT FROM issued_grant r WHERE r.grant_id = left(g.grant_id, 22) || account)
$$;

CREATE OR REPLACE FUNCTION received_grants(account text) RETURNS SETOF issued_grant LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT * FROM issued_grant WHERE grantee_id = account UNION ALL SELECT * FROM member_grants(account)
$$;
