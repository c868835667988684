# Brings about a machine with its key pair, group and volume by fog, or takes it away, as a script does that is run again and again.
#
# Prints what is there afterwards as JSON, and whether anything was changed. Arguments: present|absent, URL, name, image, type.
require "fog/aws"
require "json"

wish, url, name, image_name, type = ARGV
Fog.interval = 0.5
compute = Fog::AWS::Compute.new(
  region: "us-east-1", endpoint: url, aws_access_key_id: ENV.fetch("AWS_ACCESS_KEY_ID"),
  aws_secret_access_key: ENV.fetch("AWS_SECRET_ACCESS_KEY")
)
changes = []
machine = lambda do
  compute.servers.all("tag:Name" => name, "instance-state-name" => %w[pending running stopping stopped]).first
end
group = -> { compute.security_groups.all("group-name" => [name]).first }
volume = -> { compute.volumes.all("tag:Name" => name).first }

if wish == "present"
  unless group.call
    compute.security_groups.create(name: name, description: "by fog", vpc_id: compute.vpcs.all("isDefault" => "true").first.id)
    changes << "group"
  end
  unless group.call.ip_permissions.any? { |rule| rule["fromPort"] == 22 }
    compute.authorize_security_group_ingress(
      "GroupId" => group.call.group_id,
      "IpPermissions" => [{ "FromPort" => 22, "ToPort" => 22, "IpProtocol" => "tcp", "IpRanges" => [{ "CidrIp" => "10.0.0.0/8" }] }]
    )
    changes << "rule"
  end
  unless compute.key_pairs.get(name)
    compute.key_pairs.create(name: name)
    changes << "key pair"
  end
  unless machine.call
    image = compute.images.all("name" => image_name).first
    created = compute.servers.create(
      image_id: image.id, flavor_id: type, key_name: name, security_group_ids: [group.call.group_id], tags: { "Name" => name }
    )
    created.wait_for(60) { ready? }
    changes << "machine"
  end
  if machine.call.flavor_id != type
    machine.call.stop
    machine.call.wait_for(60) { state == "stopped" }
    compute.modify_instance_attribute(machine.call.id, "InstanceType.Value" => type)
    machine.call.start
    machine.call.wait_for(60) { ready? }
    changes << "type"
  end
  unless volume.call
    created = compute.volumes.new(availability_zone: machine.call.availability_zone, size: 5, type: "gp2", tags: { "Name" => name })
    created.device = "/dev/sdh"
    created.save
    created.wait_for(60) { ready? }
    changes << "volume"
  end
  if volume.call.server_id.nil?
    compute.attach_volume(machine.call.id, volume.call.id, "/dev/sdh")
    changes << "attachment"
  end
else
  if machine.call
    gone = machine.call
    gone.destroy
    gone.wait_for(60) { state == "terminated" }
    changes << "machine"
  end
  if volume.call
    volume.call.destroy
    changes << "volume"
  end
  if compute.key_pairs.get(name)
    compute.key_pairs.get(name).destroy
    changes << "key pair"
  end
  if group.call
    group.call.destroy
    changes << "group"
  end
end

made = machine.call
puts JSON.generate(
  changes: changes,
  machine: made && made.id,
  type: made && made.flavor_id,
  keyPair: made && made.key_name,
  tags: made && made.tags,
  groups: made && made.groups,
  volumes: made && made.volumes.map { |one| [one.device, one.size] }.sort,
  address: made && !made.private_ip_address.nil?
)
