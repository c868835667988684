import { wrongType } from './scalar.ts';
import type { TimestampFormat } from './shape.ts';

const ISO_8601 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** The instant that a client wrote as a number of seconds or as a text in `format`. Throws a CommonFault. */
export function parseTimestamp(path: string, value: unknown, format: TimestampFormat): Date {
  const milliseconds = readMilliseconds(value, format);
  if (milliseconds >= EARLIEST && milliseconds <= LATEST) return new Date(milliseconds);
  throw wrongType(path, value, expected[format]);
}

/** A number of seconds or a text, as `format` asks. */
export function formatTimestamp(instant: Date, format: TimestampFormat): number | string {
  if (format === 'epoch-seconds') return instant.getTime() / 1000;
  return format === 'http-date' ? instant.toUTCString() : instant.toISOString();
}

const expected: Record<TimestampFormat, string> = {
  'epoch-seconds': 'a number of seconds since 1970, in the years 1 to 9999',
  'date-time': 'an ISO 8601 date and time with its offset, such as 2026-01-31T12:00:00Z',
  'http-date': 'an HTTP date, such as Sat, 31 Jan 2026 12:00:00 GMT',
};

function readMilliseconds(value: unknown, format: TimestampFormat): number {
  if (format === 'epoch-seconds') return typeof value === 'number' ? Math.round(value * 1000) : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  if (format === 'http-date') return value.endsWith(' GMT') ? Date.parse(value) : Number.NaN;
  const [, year, month, day] = ISO_8601.exec(value) ?? [];
  return isCalendarDay(Number(year), Number(month), Number(day)) ? Date.parse(value) : Number.NaN;
}

/** Date.parse takes 30 February for 1 March. */
const isCalendarDay = (year: number, month: number, day: number): boolean =>
  new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDate() === day;
