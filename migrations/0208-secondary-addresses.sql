-- Whether a machine has an address beside the primary ones of its network interfaces.
CREATE INDEX instance_secondary_addresses ON instance USING gin ((settings -> 'secondaryIps'))
  WHERE settings ? 'secondaryIps';
CREATE INDEX instance_interface_secondary_addresses ON instance
  USING gin (jsonb_path_query_array(settings, '$.interfaces[*].secondaryIps[*]')) WHERE settings ? 'interfaces';
