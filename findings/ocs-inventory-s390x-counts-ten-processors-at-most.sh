#!/usr/bin/env bash
# OCS Inventory's Unix agent 2.10.0 (Debian 12) counts the processors of an IBM Z or LinuxONE machine by lines such as
# `processor 7: version = …` of /proc/cpuinfo, but takes one digit only. Expected was what the kernel says in the same file,
# `# processors    : 12`. Seen: CPUS/CORES is 10 for 12 processors, and it is 10 for every greater number; for 9 it is right.
# Cores of such machines are what the dearest licenses are counted by, and an import of these files bills ten for them all.
# A file does not show it: for a machine of s390x with 10 cores, take the count of Headroom's other sources (the SSM agent's
# detailed information, CSV) instead.
#
# Needs Debian 12's apt and perl, and unshare with a mount namespace (root has it). Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root ocsinventory-agent=2:2.10.0-3
dpkg -x ocsinventory-agent_*.deb root

# What a kernel of s390x writes, with $1 processors.
cpuinfo() {
  printf 'vendor_id       : IBM/S390\n# processors    : %d\nbogomips per cpu: 3241.00\n' "$1"
  printf 'features\t: esan3 zarch stfle msa ldisp eimm dfp edat etf3eh highgprs te vx vxd vxe gs sie\n'
  for ((n = 0; n < $1; n++)); do echo "processor $n: version = FF,  identification = 0B2B27,  machine = 8561"; done
}
# Calls the agent's module for s390x as the agent does; the module also prints the file, which is left out.
cat >cores.pl <<'PERL'
use Ocsinventory::Agent::Backend::OS::Linux::Archs::s390x::CPU;
sub can_read { 1 }
sub addCPU { print STDERR $_[1]->{CORES}, "\n" }
Ocsinventory::Agent::Backend::OS::Linux::Archs::s390x::CPU::run({ common => bless {} });
PERL
for processors in 9 12 40; do
  cpuinfo "$processors" >captured
  cores=$(PERL5LIB=root/usr/share/perl5 unshare --mount sh -c 'mount --bind captured /proc/cpuinfo && perl cores.pl' 2>&1 >/dev/null)
  echo "OCS Inventory agent 2.10.0: CORES of $processors processors is $cores"
done | tee seen
diff seen - <<'EXPECTED'
OCS Inventory agent 2.10.0: CORES of 9 processors is 9
OCS Inventory agent 2.10.0: CORES of 12 processors is 10
OCS Inventory agent 2.10.0: CORES of 40 processors is 10
EXPECTED
