/** A block of IPv4 addresses: the first as a number, and how many there are. */
export interface Cidr {
  readonly start: number;
  readonly size: number;
}

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** The block that a text such as 10.0.0.0/16 names, from its first address on; undefined where it names none. */
export function parseCidr(text: string): Cidr | undefined {
  const parts = CIDR.exec(text)?.slice(1).map(Number);
  const prefixLength = parts?.pop();
  if (!parts || prefixLength === undefined || prefixLength > 32 || parts.some((octet) => octet > 255)) return undefined;
  const size = 2 ** (32 - prefixLength);
  const address = parts.reduce((total, octet) => total * 256 + octet, 0);
  return { start: address - (address % size), size };
}

export const formatCidr = ({ start, size }: Cidr): string => `${formatAddress(start)}/${32 - Math.log2(size)}`;

/** An IPv4 address from its number. */
export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

export const isWithin = (inner: Cidr, outer: Cidr): boolean =>
  inner.start >= outer.start && inner.start + inner.size <= outer.start + outer.size;

export const doOverlap = (a: Cidr, b: Cidr): boolean => a.start < b.start + b.size && b.start < a.start + a.size;
