#!/usr/bin/env bash
# aws-arn-parser 1.0.1 takes ARNs apart at every colon, though AWS documents `resource-type:resource-id` as a form of their last
# part. Seen: the ARNs of two license configurations both have the relativeId `license-configuration`, and the id is in a
# member named `undefined`; @aws-sdk/util-arn-parser 3.972.51 keeps type and id together. ARNs with a slash, as those of EC2,
# are right, so that a test with instances alone does not show it.
# Who keys usage or cost by relativeId adds up all licenses of an account, or all its issued ones, as if they were one.
# Headroom splits at the first five colons, and license ARNs with a slash and with a colon read alike.
#
# Needs npm. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . aws-arn-parser@1.0.1 @aws-sdk/util-arn-parser@3.972.51 >/dev/null
cat >arns.cjs <<'JS'
const parse = require('aws-arn-parser');
const sdk = require('@aws-sdk/util-arn-parser');
for (const arn of [
  'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef',
  'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-fedcba9876543210fedcba9876543210',
  'arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0',
]) console.log(parse(arn).relativeId, parse(arn)['undefined'] ?? '-', sdk.parse(arn).resource);
JS
node arns.cjs | tee seen
diff seen - <<'EXPECTED'
license-configuration lic-0123456789abcdef0123456789abcdef license-configuration:lic-0123456789abcdef0123456789abcdef
license-configuration lic-fedcba9876543210fedcba9876543210 license-configuration:lic-fedcba9876543210fedcba9876543210
instance/i-0123456789abcdef0 - instance/i-0123456789abcdef0
EXPECTED
