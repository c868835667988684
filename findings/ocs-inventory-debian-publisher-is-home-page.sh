#!/usr/bin/env bash
# OCS Inventory's Unix agent 2.10.0 (Debian 12) has a Debian package's home page in SOFTWARES/PUBLISHER.
# Seen: PUBLISHER `http://zlib.net/` for zlib1g, where rpm packages have the vendor.
# A discovery rule on the publisher never fits what this agent reports for dpkg, while the same rule fits rpm.
#
# Needs Debian 12's apt, perl, dpkg and util-linux, and zlib1g installed. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
modules=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
  ocsinventory-agent | grep -E '^[a-z0-9.+-]+-perl$' | sort -u)
apt-get download -qq -o APT::Sandbox::User=root ocsinventory-agent=2:2.10.0-3 $modules
for package in *.deb; do dpkg -x "$package" root; done

arch_lib=$(echo root/usr/lib/*/perl5/5.* root/usr/lib/*/perl5 | tr ' ' ':')
export PERL5LIB="$PWD/root/usr/share/perl5:$arch_lib"
mkdir out var
perl root/usr/bin/ocsinventory-agent --local="$PWD/out" --basevardir="$PWD/var" >/dev/null 2>&1 || true
document=$(tr -d '\n' <out/*.ocs)
home_page=$(dpkg-query --show --showformat='${Homepage}' zlib1g)
# The members of a record are in alphabetical order: PUBLISHER stands right before VERSION.
publisher=$(grep -oE '<NAME>zlib1g(:[a-z0-9]+)?</NAME> *<PUBLISHER>[^<]*' <<<"$document" | sed 's/.*<PUBLISHER>//')
echo "OCS Inventory agent 2.10.0: PUBLISHER of zlib1g is '$publisher', its home page is '$home_page'"
[ -n "$publisher" ] && [ "$publisher" = "$home_page" ]
