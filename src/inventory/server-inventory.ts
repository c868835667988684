/** What a server says of itself, whoever asked it: our agent, another inventory agent, or a person's table. */
export interface ServerInventory {
  /** The host's name, as its users know it. */
  readonly name: string;
  readonly platform: Platform;
  readonly processors: Processors;
  readonly applications: readonly Application[];
  readonly networks: readonly NetworkInterface[];
}

export interface Platform {
  readonly type: 'Linux' | 'Windows' | 'MacOS';
  /** The distribution or edition, such as `Debian GNU/Linux`. */
  readonly name: string;
  readonly version: string;
  readonly kernelVersion?: string;
}

/**
 * Processors as the operating system shows them. A number that the source does not know is left out: nothing is inferred
 * from another number, because licenses are counted by them.
 */
export interface Processors {
  readonly model?: string;
  readonly speedMHz?: number;
  /** Logical processors that are online, over the whole machine. */
  readonly cpus?: number;
  /** Physical cores with a processor online, over all sockets. */
  readonly cores?: number;
  readonly sockets?: number;
}

/** Installed software, with the member names of the inventory type AWS:Application. */
export interface Application {
  readonly Name: string;
  readonly Version?: string;
  readonly Publisher?: string;
  readonly Architecture?: string;
  readonly ApplicationType?: string;
  readonly Release?: string;
  readonly Epoch?: string;
  /** ISO 8601 in UTC. */
  readonly InstalledTime?: string;
  readonly PackageId?: string;
  readonly Summary?: string;
  readonly URL?: string;
}

/** A network interface, with the member names of the inventory type AWS:Network. Several addresses are joined by commas. */
export interface NetworkInterface {
  readonly Name: string;
  readonly MacAddress: string;
  readonly IPV4: string;
  readonly IPV6: string;
}
