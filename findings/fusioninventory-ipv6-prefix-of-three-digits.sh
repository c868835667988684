#!/usr/bin/env bash
# FusionInventory agent 2.6-3 (Debian 12) on Linux reads only the first two digits of an IPv6 prefix length: the loopback
# address ::1/128 is reported with the mask of a /12, IPMASK6 fff0::, while addresses in a /64 are right.
# Seen: <IPADDRESS6>::1</IPADDRESS6> with <IPMASK6>fff0::</IPMASK6>; expected was a mask of 128 ones.
# Who matches servers to networks by an imported mask must leave out /128 (and /100 to /127).
#
# Needs Debian 12's apt, perl and iproute2, and an IPv6 loopback address. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
modules=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
  fusioninventory-agent | grep -E '^[a-z0-9.+-]+-perl$' | sort -u)
apt-get download -qq -o APT::Sandbox::User=root fusioninventory-agent=1:2.6-3 $modules
for package in *.deb; do dpkg -x "$package" root; done
ip -6 address show dev lo | grep -q '::1/128' || { echo 'no ::1/128 on lo: cannot be tried here'; exit 2; }

arch_lib=$(echo root/usr/lib/*/perl5/5.* | tr ' ' ':')
export PERL5LIB="root/usr/share/fusioninventory/lib:root/usr/share/perl5:$arch_lib"
perl root/usr/bin/fusioninventory-inventory --no-category=software,process,environment,user,printer,storage >inventory.xml 2>/dev/null
grep -q 'FusionInventory-Inventory_v2.6' inventory.xml
seen=$(tr -d '\n' <inventory.xml | grep -oE '<IPADDRESS6>::1</IPADDRESS6> *<IPMASK6>[^<]*' | sed 's/.*>//')
echo "FusionInventory 2.6-3: mask of ::1/128 is reported as '$seen'"
[ "$seen" = 'fff0::' ]
