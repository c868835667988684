/** A time in the visitor's zone, to the second: "2026-11-28 10:15:00". */
export function formatTime(time: Date | undefined): string {
  return time ? time.toLocaleString('sv-SE') : '–';
}
