#!/usr/bin/env bash
# aws-cron-parser 1.1.12, which computes the next times of AWS's cron expressions, gives times on days that match none. AWS
# documents the day-of-month field as the day on which a schedule runs; a month without that day has no run, which is what
# cron-parser 5.10.5 answers for the same five fields. Seen: `0 0 31 * ? *` (every 31st) after January 2026 is next due on
# 3 March and, after the 31st, on 1 May, for 31 February and 31 April overflow; `0 0 29 2 ? *` is due on 1 March 2026.
# Who predicts the runs of an inventory association with it waits for inventories on days on which no agent sends one.
# Headroom computes no cron expression: the agent gets it as it is. Its monthly reports end on the last day of a short month.
#
# Needs npm. Exits with 0 as long as it is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . aws-cron-parser@1.1.12 cron-parser@5.10.5 >/dev/null
cat >next.cjs <<'JS'
const aws = require('aws-cron-parser');
const { CronExpressionParser } = require('cron-parser');
const start = new Date('2026-01-31T12:00:00Z');
const day = (date) => date.toISOString().slice(0, 10);
for (const [dayOfMonth, month] of [['31', '*'], ['29', '2']]) {
  const parsed = aws.parse(`0 0 ${dayOfMonth} ${month} ? *`);
  const seen = [];
  for (let at = start; seen.length < 3; seen.push(day(at))) at = aws.next(parsed, at);
  const sibling = CronExpressionParser.parse(`0 0 ${dayOfMonth} ${month} *`, { currentDate: start, tz: 'UTC' });
  const right = sibling.take(3).map((time) => day(time.toDate()));
  console.log(`day ${dayOfMonth} of month ${month}: aws-cron-parser ${seen.join(' ')}, cron-parser ${right.join(' ')}`);
}
JS
node next.cjs | tee seen
diff seen - <<'EXPECTED'
day 31 of month *: aws-cron-parser 2026-03-03 2026-03-31 2026-05-01, cron-parser 2026-03-31 2026-05-31 2026-07-31
day 29 of month 2: aws-cron-parser 2026-03-01 2027-03-01 2028-02-29, cron-parser 2028-02-29 2032-02-29 2036-02-29
EXPECTED
