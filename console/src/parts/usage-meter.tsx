import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import {
  colorBackgroundNotificationBlue,
  colorBackgroundNotificationRed,
  colorBackgroundNotificationYellow,
  colorBorderDividerDefault,
} from '@cloudscape-design/design-tokens';
import { USAGE_STATES, type Usage, type UsageState, usageText } from './usage.ts';

const COLORS: Readonly<Record<UsageState, string>> = {
  over: colorBackgroundNotificationRed,
  full: colorBackgroundNotificationYellow,
  near: colorBackgroundNotificationYellow,
  within: colorBackgroundNotificationBlue,
  unlimited: colorBackgroundNotificationBlue,
};

/** Used and limit as text, with a bar that shows what is over the limit as a part of its own. */
export function UsageMeter({ usage }: { usage: Usage }) {
  const { used, limit, state } = usage;
  const width = 100;
  const whole = Math.max(used, limit ?? 0);
  const within = whole === 0 ? 0 : (Math.min(used, limit ?? used) / whole) * width;
  return (
    <>
      {usageText(usage)}
      {limit !== undefined && (
        <svg className="usage-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
          <rect width={width} height="6" fill={state === 'over' ? COLORS.over : colorBorderDividerDefault} />
          <rect width={within} height="6" fill={state === 'over' ? COLORS.near : COLORS[state]} />
        </svg>
      )}
    </>
  );
}

export const USAGE_INDICATORS: Readonly<Record<UsageState, StatusIndicatorProps.Type>> = {
  over: 'error',
  full: 'warning',
  near: 'warning',
  within: 'success',
  unlimited: 'info',
};

export const UsageStateIndicator = ({ state }: { state: UsageState }) => (
  <StatusIndicator type={USAGE_INDICATORS[state]}>{USAGE_STATES[state]}</StatusIndicator>
);
