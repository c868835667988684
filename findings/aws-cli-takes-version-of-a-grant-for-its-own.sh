#!/usr/bin/env bash
# AWS CLI 2.9.19 (Debian 12) documents `aws license-manager delete-grant --version <value>`, a required parameter of DeleteGrant.
# Seen: it prints its own version, sends nothing and exits with 0. A script that takes a grant back so believes that it has.
# The same request by --cli-input-json is sent. `get-grant --version` and `get-license --version` are answered so, too.
#
# Needs Debian 12's apt, dpkg and python3. Nothing listens where it is to send: what is sent fails. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
modules=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
  awscli | grep -E '^python3-[a-z0-9.-]+$' | sort -u)
apt-get download -qq -o APT::Sandbox::User=root awscli=2.9.19-1 $modules
for package in *.deb; do dpkg -x "$package" root; done

export PYTHONPATH="$PWD/root/usr/lib/python3/dist-packages" HOME=$PWD
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=secret AWS_DEFAULT_REGION=us-east-1 AWS_MAX_ATTEMPTS=1
delete_grant() {
  /usr/bin/python3 root/usr/bin/aws --endpoint-url http://127.0.0.1:9 license-manager delete-grant "$@" 2>&1
}
grant=arn:aws:license-manager::111122223333:grant:g-0123456789abcdef0123456789abcdef

printed=$(delete_grant --grant-arn $grant --version 2)
sent=$(delete_grant --cli-input-json '{"GrantArn": "'$grant'", "Version": "2"}' || true)
echo "with --version: exits with 0 and prints '$printed'"
echo "with --cli-input-json: $sent"
[[ $printed == aws-cli/2.9.19* && $sent == *'Could not connect to the endpoint URL'* ]]
