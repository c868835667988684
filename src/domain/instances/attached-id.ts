// What belongs to one machine has no rows. Its ids are made of the machine's, so that the machine is found by them.

const twoDigits = (value: number): string => value.toString(16).padStart(2, '0');

/** An id of the machine's digits, the last two mixed with a number, so that up to 256 of a prefix differ. */
export const attachedId = (prefix: string, instanceId: string, number: number): string =>
  `${prefix}-${instanceId.slice('i-'.length, -2)}${twoDigits((Number.parseInt(instanceId.slice(-2), 16) ^ number) & 255)}`;

const ENDINGS = Array.from({ length: 256 }, (_, ending) => twoDigits(ending));

/** The ids of the machines of which one has the volume, network interface or instance profile association, if any has. */
export function possibleOwners(id: string): string[] {
  const stem = /^(?:vol|eni|iip-assoc)-([0-9a-f]{15})[0-9a-f]{2}$/.exec(id)?.[1];
  return stem === undefined ? [] : ENDINGS.map((ending) => `i-${stem}${ending}`);
}
