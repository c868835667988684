#!/usr/bin/env bash
# spdx-correct 3.2.0, which turns almost-right license texts into SPDX identifiers, makes open-source licenses of the usual
# terms of commercial ones. Its documentation offers corrections of misspelt identifiers and null where there is none, as it
# answers for "Commercial" and "Proprietary". Seen: a term that holds a few letters of an identifier gets that identifier:
# "Limited Use" and "Committed Use Discount" are MIT (liMITed, comMITted), "Oracle Unlimited License Agreement" is Unlicense,
# a client access license (CAL) is CAL-1.0, and IBM's IPLA is IPL-1.0.
# Who fills a license inventory from free texts and normalises them with it loses the licenses that cost money, in silence.
# Headroom keeps product names and publishers as they were reported and matches them by its own rules, never as SPDX.
#
# Needs npm. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . spdx-correct@3.2.0 >/dev/null
cat >terms.cjs <<'JS'
const correct = require('spdx-correct');
for (const term of ['Commercial', 'Proprietary', 'Limited Use', 'Committed Use Discount', 'Oracle Unlimited License Agreement',
  'SQL Server Enterprise 2-core, CAL permitted', 'IPLA']) console.log(`${term}: ${correct(term)}`);
JS
node terms.cjs | tee seen
diff seen - <<'EXPECTED'
Commercial: null
Proprietary: null
Limited Use: MIT
Committed Use Discount: MIT
Oracle Unlimited License Agreement: Unlicense
SQL Server Enterprise 2-core, CAL permitted: CAL-1.0
IPLA: IPL-1.0
EXPECTED
