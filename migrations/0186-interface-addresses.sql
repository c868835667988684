-- Whether a machine has an address by a network interface beside its primary one, and what keeps a subnet from deletion.
CREATE INDEX instance_interface_addresses ON instance
  USING gin (jsonb_path_query_array(settings, '$.interfaces[*].privateIp')) WHERE settings ? 'interfaces';
CREATE INDEX instance_interface_subnets ON instance
  USING gin (jsonb_path_query_array(settings, '$.interfaces[*].subnetId')) WHERE settings ? 'interfaces';
