-- A name is one group's in an account and Region.
CREATE UNIQUE INDEX ec2_record_placement_group ON ec2_record (account_id, region, (details ->> 'name'))
  WHERE kind = 'placement-group';
-- Whether machines are in a group that is to be deleted.
CREATE INDEX instance_placement_group ON instance ((settings ->> 'placementGroupId'))
  WHERE settings ->> 'placementGroupId' IS NOT NULL;
