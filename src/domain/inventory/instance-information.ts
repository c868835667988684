import type { Entry } from './inventory-item.ts';

/** What is known of a server by its agent's reports. */
export interface ReportedServer {
  readonly instanceId: string;
  readonly agentName: string | null;
  readonly agentVersion: string | null;
  readonly computerName: string | null;
  readonly iamRole: string | null;
  readonly ipAddress: string | null;
  readonly platformName: string | null;
  readonly platformType: string | null;
  readonly platformVersion: string | null;
  readonly isEc2: boolean;
}

/** AWS:InstanceInformation, which no agent sends. */
export function instanceInformation(server: ReportedServer, status: string): Entry {
  const known = {
    AgentType: server.agentName,
    AgentVersion: server.agentVersion,
    ComputerName: server.computerName,
    IamRole: server.iamRole,
    InstanceId: server.instanceId,
    InstanceStatus: status,
    IpAddress: server.ipAddress,
    PlatformName: server.platformName,
    PlatformType: server.platformType,
    PlatformVersion: server.platformVersion,
    ResourceType: server.isEc2 ? 'EC2Instance' : 'ManagedInstance',
  };
  return Object.fromEntries(Object.entries(known).filter((pair): pair is [string, string] => pair[1] !== null));
}
