#!/usr/bin/env bash
# ansible-core 2.14.18 (Debian 12): its facts tell sockets (ansible_processor_count), cores a socket and threads a core, and for
# a server of x86 with 2 sockets of 2 cores with 2 threads they do: 2, 2, 2. Seen: a POWER9 with 2 cores of 4 threads is 8
# sockets of one core, and a 64-bit ARM server of 16 cores is 16 sockets, for these kernels write one record a logical
# processor and no socket into /proc/cpuinfo (sockets are in /sys/devices/system/cpu/*/topology, which Facter 4.3 reads).
# On s390x there is no count, threads or vcpus at all. A playbook that writes these facts into a license inventory
# bills each thread as a socket. For what is no x86, fill Headroom's table of servers from lscpu, or let the SSM agent report.
#
# Needs Debian 12's apt and python3. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root ansible-core=2.14.18-0+deb12u2
dpkg -x ansible-core_*.deb root

power9() { for n in {0..7}; do printf 'processor\t: %d\ncpu\t\t: POWER9, altivec supported\nclock\t\t: 2300.000000MHz\nrevision\t: 2.2 (pvr 004e 1202)\n\n' "$n"; done; }
arm() { for n in {0..15}; do printf 'processor\t: %d\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\n\n' "$n"; done; }
zseries() {
  printf 'vendor_id       : IBM/S390\n# processors    : 4\nbogomips per cpu: 3241.00\n'
  for n in {0..3}; do echo "processor $n: version = FF,  identification = 0B2B27,  machine = 8561"; done
}
xeon() {
  for n in {0..7}; do
    printf 'processor\t: %d\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Gold 5222 CPU @ 3.80GHz\n' "$n"
    printf 'physical id\t: %d\nsiblings\t: 4\ncore id\t\t: %d\ncpu cores\t: 2\n\n' $((n / 2 % 2)) $((n % 2))
  done
}
power9 >ppc64le
arm >aarch64
zseries >s390x
xeon >x86_64
cat >counts.py <<'PYTHON'
import sys
from ansible.module_utils.facts.hardware import linux

class Module:
    """The part of a module that the facts ask for: no command is there."""
    def get_bin_path(self, *_, **__): return None

for architecture in ('x86_64', 'ppc64le', 'aarch64', 's390x'):
    # get_file_lines is asked for /proc/cpuinfo; it gets that of the other machine.
    linux.get_file_lines = lambda *_, **__: open(architecture).read().splitlines()
    facts = linux.LinuxHardware(Module()).get_cpu_facts({'ansible_architecture': architecture})
    print(architecture, *(facts.get(f'processor_{name}') for name in ('count', 'cores', 'threads_per_core', 'vcpus')))
PYTHON
PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 counts.py | tee seen
diff seen - <<'EXPECTED'
x86_64 2 2 2 8
ppc64le 8 1 1 8
aarch64 16 1 1 16
s390x None 4 None None
EXPECTED
