#!/usr/bin/env bash
# Facter 4.3.0-2 (Debian 12) documents processors.count as the count of logical processors. Seen: it is 0 on an IBM Z or LinuxONE
# machine, whose kernel writes `processor 0: version = …` where others write `processor : 0` into /proc/cpuinfo, and `# processors
# : 12` above them; physicalcount is right there, and with the same 12 processors in the form of 64-bit ARM count is 12.
# A license by vCPU that is filled from Puppet's facts is not used at all by such a machine, and nothing fails: 0 is a number.
# Headroom's table of servers refuses 0 for a number of processors; fill it from lscpu there.
#
# Needs Debian 12's apt and ruby, and unshare with a mount namespace (root has it). Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root facter=4.3.0-2 ruby-hocon ruby-thor
for package in *.deb; do dpkg -x "$package" root; done

{
  printf 'vendor_id       : IBM/S390\n# processors    : 12\nbogomips per cpu: 3241.00\n'
  for n in {0..11}; do echo "processor $n: version = FF,  identification = 0B2B27,  machine = 8561"; done
  for n in {0..11}; do printf '\ncpu number      : %d\nphysical id     : 0\ncore id         : %d\ncpu cores       : 12\n' "$n" "$n"; done
} >s390x
for n in {0..11}; do printf 'processor\t: %d\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\n' "$n"; done >aarch64

libraries=$(echo root/usr/share/rubygems-integration/all/gems/*/lib root/usr/lib/ruby/vendor_ruby | tr ' ' ':')
for machine in aarch64 s390x; do
  RUBYLIB="$libraries" unshare --mount sh -c "mount --bind $machine /proc/cpuinfo && ruby root/usr/bin/facter processors.count" >count
  echo "Facter 4.3.0: processors.count of 12 processors of $machine is $(cat count)"
done | tee seen
diff seen - <<'EXPECTED'
Facter 4.3.0: processors.count of 12 processors of aarch64 is 12
Facter 4.3.0: processors.count of 12 processors of s390x is 0
EXPECTED
