import { applyMode, Mode } from '@cloudscape-design/global-styles';

const STORED = 'headroom-mode';

const wantsDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;

export const isDark = (): boolean =>
  (localStorage.getItem(STORED) ?? (wantsDark() ? Mode.Dark : Mode.Light)) === Mode.Dark;

/** Shows light or dark as the visitor chose, or else as the system does. */
export function showMode(): void {
  applyMode(isDark() ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = isDark() ? 'dark' : 'light';
}

export function switchMode(): void {
  localStorage.setItem(STORED, isDark() ? Mode.Light : Mode.Dark);
  showMode();
}
