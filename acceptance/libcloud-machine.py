"""Brings about a machine by Apache Libcloud, or takes it away, as a script does that is run again and again.

Prints what is there afterwards as JSON, and whether anything was changed. Arguments: present|absent, host, port, name, image.
"""
import json
import sys

from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

wish, host, port, name, image_name, key, secret = sys.argv[1:]
driver = get_driver(Provider.EC2)(key, secret, region="us-east-1", host=host, port=int(port), secure=False, signature_version="4")
TAGS = {"Name": name, "team": "licenses"}
changes = []


def machine():
    nodes = driver.list_nodes(ex_filters={"tag:Name": name})
    return next((node for node in nodes if node.extra["status"] not in ("shutting-down", "terminated")), None)


def group():
    return next((one for one in driver.ex_get_security_groups() if one.name == name), None)


def change(what, done):
    changes.append(what)
    return done


def bring_about():
    made = group() or change("group", driver.ex_create_security_group(name, "by Libcloud"))
    made_id = made["group_id"] if isinstance(made, dict) else made.id
    if not any(str(rule["from_port"]) == "22" for rule in group().ingress_rules):
        change("rule", driver.ex_authorize_security_group_ingress(made_id, 22, 22, cidr_ips=["10.0.0.0/8"]))
    if name not in [pair.name for pair in driver.list_key_pairs()]:
        change("key pair", driver.create_key_pair(name))
    node = machine()
    if node is None:
        image = driver.list_images(ex_filters={"name": image_name})[0]
        size = next(size for size in driver.list_sizes() if size.id == "t3.micro")
        node = change("machine", driver.create_node(
            name=name, image=image, size=size, ex_keyname=name, ex_security_group_ids=[made_id],
            ex_subnet=driver.ex_list_subnets()[0]))
    (node, _), = driver.wait_until_running([node], wait_period=0.5, timeout=60)
    if driver.ex_describe_tags(node) != TAGS:
        change("tags", driver.ex_create_tags(node, TAGS))


def take_away():
    node = machine()
    if node is not None:
        change("machine", driver.destroy_node(node))
    if name in [pair.name for pair in driver.list_key_pairs()]:
        change("key pair", driver.delete_key_pair(driver.get_key_pair(name)))


bring_about() if wish == "present" else take_away()
node = machine()
print(json.dumps({
    "changes": changes,
    "machine": node and node.id,
    "size": node and node.extra["instance_type"],
    "keyPair": node and node.extra["key_name"],
    "tags": node and driver.ex_describe_tags(node),
    "image": node and driver.get_image(node.extra["image_id"]).name,
}))
