#!/usr/bin/env bash
# FusionInventory agent 2.6-3 and OCS Inventory's Unix agent 2.10.0 (Debian 12, both packaged for every architecture but with
# modules of each) tell no processors of a 64-bit ARM server. Expected was what they tell elsewhere, CPUS records. They
# choose modules by the name of Perl's architecture, and that for ARM takes names that begin with `arm`; Perl on Debian's arm64
# is `aarch64-linux-gnu-thread-multi`, which none takes. Seen: with that name neither inventory has one CPUS record, with
# x86's name both have.
# A license that is counted by core or socket finds nothing to count on such servers. Headroom's import takes the rest of the
# file, and says that the processors were left out.
#
# Needs Debian 12's apt and perl, on x86_64. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mapfile -t modules < <(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances fusioninventory-agent ocsinventory-agent | grep -E '^[a-z0-9.+-]+-perl$' | sort -u)
apt-get download -qq -o APT::Sandbox::User=root fusioninventory-agent=1:2.6-3 ocsinventory-agent=2:2.10.0-3 "${modules[@]}"
for package in *.deb; do dpkg -x "$package" root; done

# Lets Perl say that it is that of another architecture; everything else stays.
cat >Architecture.pm <<'PERL'
package Architecture;
use Config;
sub import { (tied %Config)->{archname} = $_[1] }
1;
PERL
arch_lib=$(echo root/usr/lib/*/perl5/5.* root/usr/lib/*/perl5 | tr ' ' ':')
export PERL5LIB="$PWD:root/usr/share/fusioninventory/lib:$PWD/root/usr/share/perl5:$arch_lib"
has_cpus() { if grep -q '<CPUS>' "$1"; then echo CPUS; else echo 'no CPUS'; fi; }
for name in x86_64-linux-gnu-thread-multi aarch64-linux-gnu-thread-multi; do
  perl "-MArchitecture=$name" root/usr/bin/fusioninventory-inventory \
    --no-category=software,process,environment,user,printer,storage,network >inventory.xml 2>/dev/null
  grep -q 'FusionInventory-Inventory_v2.6' inventory.xml
  mkdir -p "$name/out" "$name/var"
  perl "-MArchitecture=$name" root/usr/bin/ocsinventory-agent --nosoftware --local="$PWD/$name/out" --basevardir="$PWD/$name/var" >/dev/null 2>&1 || true
  grep -q '<HARDWARE>' "$name"/out/*.ocs
  echo "$name: FusionInventory $(has_cpus inventory.xml), OCS Inventory $(has_cpus "$name"/out/*.ocs)"
done | tee seen
diff seen - <<'EXPECTED'
x86_64-linux-gnu-thread-multi: FusionInventory CPUS, OCS Inventory CPUS
aarch64-linux-gnu-thread-multi: FusionInventory no CPUS, OCS Inventory no CPUS
EXPECTED
