import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What nothing is sent to unless the operator allows it: this machine, and what only machines on one link can reach, where clouds keep secrets. */
const REFUSED = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  'fe80::/10',
  'fd00:ec2::/32',
  'ff00::/8',
];

/** Where messages may be sent to, and keys of accounts' providers be asked for. */
export interface Destinations {
  /** As Node's own, for connections; fails for a name that leads to what is refused. */
  readonly lookup: LookupFunction;
  /** Throws for an address in a URL that is refused; names are looked up later. */
  readonly check: (host: string) => void;
}

/** `allowed` are networks such as `127.0.0.0/8`, which go before what is refused. */
export function createDestinations(allowed: readonly string[]): Destinations {
  const [refusedList, allowedList] = [blockList(REFUSED), blockList(allowed)];
  const refuseIf = (address: string, host: string) => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (refusedList.check(address, family) && !allowedList.check(address, family))
      throw new Error(
        `${host} is at ${address}, where Headroom sends nothing; HEADROOM_DELIVERY_NETWORKS can allow it`,
      );
  };
  return {
    check: (host) => {
      const address = host.replace(/^\[(.*)\]$/, '$1');
      if (isIP(address)) refuseIf(address, host);
    },
    lookup: (host, options, callback) => {
      lookup(host, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '');
        try {
          for (const { address } of addresses) refuseIf(address, host);
        } catch (refused) {
          return callback(refused as Error, '');
        }
        const [first] = addresses;
        if (options.all) return callback(null, addresses);
        return callback(null, first!.address, first!.family);
      });
    },
  };
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
