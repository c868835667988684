import { networkInterfaces as interfacesOfMachine } from 'node:os';
import type { NetworkInterface } from '../server-inventory.ts';

/** The interfaces of this machine that have an address and are no loopback, with all their addresses. */
export function networkInterfaces(): NetworkInterface[] {
  return Object.entries(interfacesOfMachine()).flatMap(([Name, addresses = []]) => {
    const external = addresses.filter(({ internal }) => !internal);
    const [first] = external;
    if (!first) return [];
    const ofFamily = (family: string) =>
      external.flatMap((address) => (address.family === family ? [address.address] : [])).join(',');
    return [{ Name, MacAddress: first.mac, IPV4: ofFamily('IPv4'), IPV6: ofFamily('IPv6') }];
  });
}
