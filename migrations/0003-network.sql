-- Networks that accounts make, key pairs, and images shared with other accounts. The default network of an account and
-- Region follows from the two and has no rows (domain/network.ts), but for its security group once its rules change.

CREATE TABLE vpc (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  vpc_id text NOT NULL,
  cidr_block text NOT NULL,
  instance_tenancy text NOT NULL CHECK (instance_tenancy IN ('default', 'dedicated')),
  enable_dns_support boolean NOT NULL DEFAULT true,
  enable_dns_hostnames boolean NOT NULL DEFAULT false,
  enable_network_address_usage_metrics boolean NOT NULL DEFAULT false,
  PRIMARY KEY (vpc_id)
);
CREATE INDEX vpc_by_account ON vpc (account_id, region);

-- The VPC may be the default one.
CREATE TABLE subnet (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  subnet_id text NOT NULL,
  vpc_id text NOT NULL,
  availability_zone text NOT NULL,
  cidr_block text NOT NULL,
  map_public_ip_on_launch boolean NOT NULL DEFAULT false,
  enable_dns64 boolean NOT NULL DEFAULT false,
  private_dns_hostname_type text NOT NULL DEFAULT 'ip-name',
  resource_name_dns_a_record boolean NOT NULL DEFAULT false,
  resource_name_dns_aaaa_record boolean NOT NULL DEFAULT false,
  PRIMARY KEY (subnet_id)
);
CREATE INDEX subnet_by_account ON subnet (account_id, region);
CREATE INDEX subnet_by_vpc ON subnet (vpc_id);

CREATE TABLE security_group (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  security_group_id text NOT NULL,
  vpc_id text NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  PRIMARY KEY (security_group_id),
  UNIQUE (vpc_id, name)
);
CREATE INDEX security_group_by_account ON security_group (account_id, region);

CREATE TABLE security_group_rule (
  account_id text NOT NULL,
  region text NOT NULL,
  security_group_rule_id text NOT NULL,
  security_group_id text NOT NULL REFERENCES security_group ON DELETE CASCADE,
  is_egress boolean NOT NULL,
  ip_protocol text NOT NULL,
  from_port integer,
  to_port integer,
  -- One of these four.
  cidr_ipv4 text,
  cidr_ipv6 text,
  prefix_list_id text,
  referenced_group_id text,
  description text,
  PRIMARY KEY (security_group_rule_id),
  CHECK (num_nonnulls(cidr_ipv4, cidr_ipv6, prefix_list_id, referenced_group_id) = 1),
  -- What a rule allows is there once in a group; two that differ in their description are one.
  UNIQUE NULLS NOT DISTINCT (security_group_id, is_egress, ip_protocol, from_port, to_port, cidr_ipv4, cidr_ipv6,
    prefix_list_id, referenced_group_id)
);
CREATE INDEX security_group_rule_by_reference ON security_group_rule (referenced_group_id)
  WHERE referenced_group_id IS NOT NULL;

-- Private keys are shown once and kept nowhere.
CREATE TABLE key_pair (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  key_pair_id text NOT NULL,
  name text NOT NULL,
  key_type text NOT NULL CHECK (key_type IN ('rsa', 'ed25519')),
  fingerprint text NOT NULL,
  public_key text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (key_pair_id),
  UNIQUE (account_id, region, name)
);

-- Who beside the owner may see and launch an image: an account, or 'all'.
CREATE TABLE image_launch_permission (
  account_id text NOT NULL,
  region text NOT NULL,
  image_id text NOT NULL REFERENCES image ON DELETE CASCADE,
  grantee text NOT NULL,
  PRIMARY KEY (image_id, grantee)
);
CREATE INDEX image_launch_permission_by_grantee ON image_launch_permission (grantee, region);
