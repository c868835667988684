import { colorBackgroundNotificationBlue } from '@cloudscape-design/design-tokens';
import { formatCount } from '../../parts/usage.ts';
import type { Point } from '../licenses/history/usage-history.ts';

const WIDTH = 120;
const HEIGHT = 28;

/** The peaks of a week as a line, and in words: what it was at first, is now, and was at the most. */
export function Trend({ points }: { points: readonly Point[] | undefined }) {
  if (!points?.length) return '–';
  const peaks = points.map(({ peak }) => peak);
  const top = Math.max(...peaks, 1);
  // What the last period had goes on until now.
  const step = WIDTH / peaks.length;
  const line = [...peaks, peaks.at(-1)!]
    .map((peak, at) => `${at * step},${HEIGHT - 2 - (peak / top) * (HEIGHT - 4)}`)
    .join(' ');
  const [first, last] = [peaks[0]!, peaks.at(-1)!];
  const words = `From ${formatCount(first)} to ${formatCount(last)}, at the most ${formatCount(Math.max(...peaks))}`;
  return (
    <svg className="sparkline" role="img" aria-label={words} viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <title>{words}</title>
      <polyline points={line} fill="none" stroke={colorBackgroundNotificationBlue} strokeWidth="2" />
    </svg>
  );
}
