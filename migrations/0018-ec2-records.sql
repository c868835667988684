-- What of EC2 an account makes and reads back, and no license decision looks at: gateways, route tables, addresses,
-- volumes and network interfaces that no machine has, and the like. domain/records/ says what each kind has.
CREATE TABLE ec2_record (
  account_id text NOT NULL REFERENCES account,
  region text NOT NULL,
  record_id text NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY,
  -- EC2's word for the resource type.
  kind text NOT NULL,
  -- Ids of the resources that it belongs to or leads to, and addresses by which it is looked up.
  refs text[] NOT NULL DEFAULT '{}',
  -- Of what its machine has in its settings now: the machine.
  held_by text,
  details jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- Of what is deleted and still shown: until when.
  expires_at timestamptz,
  PRIMARY KEY (record_id)
);
CREATE UNIQUE INDEX ec2_record_by_account ON ec2_record (account_id, region, kind, sequence);
CREATE INDEX ec2_record_by_ref ON ec2_record USING gin (refs);
CREATE INDEX ec2_record_by_holder ON ec2_record (held_by) WHERE held_by IS NOT NULL;
CREATE INDEX ec2_record_expired ON ec2_record (expires_at) WHERE expires_at IS NOT NULL;

-- Every VPC gets its main route table, which had no row while nothing of it could be changed; ids are domain/ids.ts's.
INSERT INTO ec2_record (account_id, region, record_id, kind, refs, details, created_at)
SELECT account_id, region, 'rtb-' || left(encode(sha256(convert_to('rtb/' || vpc_id || '/0', 'UTF8')), 'hex'), 17),
  'route-table', ARRAY[vpc_id],
  jsonb_build_object('vpcId', vpc_id, 'routes', '[]'::jsonb, 'associations', jsonb_build_array(jsonb_build_object(
    'id', 'rtbassoc-' || left(encode(sha256(convert_to('rtbassoc/' || vpc_id || '/0', 'UTF8')), 'hex'), 17)))), now()
FROM vpc;
