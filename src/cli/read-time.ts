import { CommandError } from './call.ts';

/** The time that an option says, in seconds since 1970; undefined where it is not given. */
export function readTime<Name extends string>(
  options: Readonly<Partial<Record<Name, string | undefined>>>,
  name: Name,
): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new CommandError(`--${name} is "${text}"; expected a time such as 2026-11-28T10:00:00Z.`);
  return ms / 1000;
}

/** A day from midnight to midnight where this runs (TZ), in seconds since 1970: 23 or 25 hours where a clock is put. */
export function readDay(text: string): { readonly From: number; readonly To: number } {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const midnight = (after: number) => new Date(year!, month! - 1, day! + after);
  const isDay = day !== undefined && midnight(0).getDate() === day && midnight(0).getMonth() === month! - 1;
  if (!isDay) throw new CommandError(`--day is "${text}"; expected a day such as 2026-11-28.`);
  return { From: midnight(0).getTime() / 1000, To: midnight(1).getTime() / 1000 };
}
