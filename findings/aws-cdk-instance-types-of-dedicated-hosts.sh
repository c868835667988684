#!/usr/bin/env bash
# aws-cdk-lib 2.276.0's ec2.InstanceType knows no shape of name but letters and one number before the first hyphen or dot. Its
# `architecture` is documented as the architecture of the type's processor. Seen: mac2.metal, an Apple M1 that EC2 documents
# as arm64_mac, is x86_64; mac2-m2.metal, mac-m4.metal, u-6tb1.56xlarge and u7i-12tb.224xlarge, all types that EC2
# documents, are a "Malformed instance type identifier". Graviton types such as c7g.large are right.
# These are the types that run on Dedicated Hosts, or the largest there are, where licenses are counted by core or socket: what
# picks an image by this member picks one of the wrong architecture, and EC2 and Headroom refuse that launch.
# Headroom takes the architecture of a type from a table of facts, never from its name.
#
# Needs npm. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . aws-cdk-lib@2.276.0 constructs@10.8.1 >/dev/null
cat >architectures.cjs <<'JS'
const { InstanceType } = require('aws-cdk-lib/aws-ec2');
const architecture = (name) => { try { return new InstanceType(name).architecture; } catch (error) { return error.message; } };
for (const name of ['c7g.large', 'mac1.metal', 'mac2.metal', 'mac2-m2.metal', 'mac-m4.metal', 'u-6tb1.56xlarge', 'u7i-12tb.224xlarge'])
  console.log(`${name}: ${architecture(name)}`);
JS
node architectures.cjs | tee seen
diff seen - <<'EXPECTED'
c7g.large: arm64
mac1.metal: x86_64
mac2.metal: x86_64
mac2-m2.metal: Malformed instance type identifier
mac-m4.metal: Malformed instance type identifier
u-6tb1.56xlarge: Malformed instance type identifier
u7i-12tb.224xlarge: Malformed instance type identifier
EXPECTED
