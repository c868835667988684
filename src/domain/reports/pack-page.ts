import type { PackDay, PackedFile, PackSummary } from './audit-pack.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const html = (text: unknown): string => String(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);

const row = (cells: readonly unknown[], tag = 'td'): string =>
  `<tr>${cells.map((cell) => `<${tag}>${html(cell)}</${tag}>`).join('')}</tr>`;

const STYLE = `body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16191f}
table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{border-bottom:1px solid #d5dbdb;padding:.25rem .5rem;text-align:left}
td{font-variant-numeric:tabular-nums}svg{width:100%;height:auto}.over td{color:#a61d00;font-weight:600}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}thead{display:table-header-group}}`;

/** The page of a pack that people read and print: what the license is, how much of it was used, and a picture of that. */
export function packPage(summary: PackSummary, days: readonly PackDay[], files: readonly PackedFile[]): string {
  const { License: license } = summary;
  const limit = license.LicenseCount;
  const title = `Use of ${license.Name}`;
  const facts = [
    ['License configuration', license.LicenseConfigurationArn],
    ['Counted by', license.LicenseCountingType],
    ['Licenses', limit === null ? 'no limit' : `${limit}, ${license.LicenseCountHardLimit ? 'hard' : 'soft'} limit`],
    ['Rules', license.LicenseRules.join(' ') || 'none'],
    ['From', summary.From],
    ['Until', `${summary.To} (outside)`],
    ['Days of', summary.TimeZone],
    ['Most in use at any one moment', `${summary.PeakLicenses}, first at ${summary.PeakAt}`],
    ['In use at the beginning and at the end', `${summary.ConsumedAtStart} and ${summary.ConsumedAtEnd}`],
    [
      'Days over the limit',
      limit === null ? 'none, for there is no limit' : `${summary.DaysOverLimit} of ${days.length}`,
    ],
    ['Resources, and uses by them', `${summary.Resources}, ${summary.Uses}`],
  ];
  const isOver = ({ PeakLicenses }: PackDay) => limit !== null && PeakLicenses > limit;
  const dayRows = days.map((day) =>
    row([day.Day, day.PeakLicenses, day.PeakAt, day.AverageLicenses]).replace(
      '<tr>',
      isOver(day) ? '<tr class="over">' : '<tr>',
    ),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${html(title)}</title><style>${STYLE}</style></head><body>
<h1>${html(title)}</h1>
<table><tbody>${facts.map(([name, value]) => `<tr><th scope="row">${html(name)}</th><td>${html(value)}</td></tr>`).join('')}</tbody></table>
<h2>The most in use on each day</h2>
${packChart(days, limit)}
<table><thead>${row(['Day', 'Most in use', 'First at', 'Average'], 'th')}</thead><tbody>
${dayRows.join('\n')}
</tbody></table>
<h2>What else is in this archive</h2>
<table><thead>${row(['File', 'Bytes', 'SHA-256'], 'th')}</thead><tbody>
${files.map(({ name, bytes, sha256 }) => row([name, bytes, sha256])).join('\n')}
</tbody></table>
<p>Counted without sampling from every beginning and end of a use. What ends at an instant makes room for what begins then.
<code>headroom audit verify</code> checks this archive against its signed manifest.</p>
</body></html>
`;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [900, 260, 50, 30] as const;

/** A step for each day, and the limit as a line. */
export function packChart(days: readonly PackDay[], limit: number | null): string {
  const top = Math.max(1, limit ?? 0, ...days.map(({ PeakLicenses }) => PeakLicenses));
  const x = (index: number) => round(LEFT + (index / days.length) * (WIDTH - LEFT));
  const y = (value: number) => round((1 - value / top) * (HEIGHT - BOTTOM - 10) + 10);
  const steps = days.map(({ PeakLicenses }, index) => `L${x(index)} ${y(PeakLicenses)}H${x(index + 1)}`).join('');
  const area = `M${LEFT} ${y(0)}${steps}V${y(0)}Z`;
  const label = (value: number) =>
    `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end" font-size="12">${value}</text>`;
  const line =
    limit === null
      ? ''
      : `<path d="M${LEFT} ${y(limit)}H${WIDTH}" stroke="#a61d00" stroke-dasharray="6 4"/><text x="${WIDTH}" y="${
          y(limit) - 4
        }" text-anchor="end" font-size="12" fill="#a61d00">limit ${limit}</text>`;
  const [first, last] = [days[0]!.Day, days.at(-1)!.Day];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="The most in use on each day from ${first} to ${last}: up to ${top}">
<path d="${area}" fill="#0972d3" fill-opacity=".35" stroke="#0972d3"/>${line}${label(0)}${label(top)}
<text x="${LEFT}" y="${HEIGHT - 8}" font-size="12">${first}</text><text x="${WIDTH}" y="${HEIGHT - 8}" font-size="12" text-anchor="end">${last}</text>
</svg>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
