/** A type that AWS defines: the version of its schema that is taken, and the attributes of its entries. */
export interface InventoryType {
  readonly version: string;
  readonly attributes: readonly string[];
}

const split = (names: string): string[] => names.split(' ');

const SOFTWARE = split('Name ApplicationType Publisher Version Release Epoch InstalledTime Architecture URL');

/** AWS's types by name (GetInventorySchema). */
const AWS_TYPES: ReadonlyMap<string, InventoryType> = new Map(
  Object.entries({
    'AWS:AWSComponent': { version: '1.0', attributes: SOFTWARE.filter((name) => !/^(Release|Epoch)$/.test(name)) },
    'AWS:Application': { version: '1.1', attributes: [...SOFTWARE, 'Summary', 'PackageId'] },
    'AWS:BillingInfo': { version: '1.0', attributes: ['BillingProductId'] },
    'AWS:File': {
      version: '1.0',
      attributes: split(
        'Name Size Description FileVersion InstalledDate ModificationTime LastAccessTime ProductName InstalledDir ProductLanguage CompanyName ProductVersion',
      ),
    },
    'AWS:InstanceDetailedInformation': {
      version: '1.0',
      attributes: split(
        'CPUModel CPUSpeedMHz CPUs CPUSockets CPUCores CPUHyperThreadEnabled OSServicePack KernelVersion',
      ),
    },
    'AWS:InstanceInformation': {
      version: '1.0',
      attributes: split(
        'AgentType AgentVersion ComputerName IamRole InstanceId InstanceStatus IpAddress PlatformName PlatformType PlatformVersion ResourceType',
      ),
    },
    'AWS:Network': {
      version: '1.0',
      attributes: split('Name SubnetMask Gateway DHCPServer DNSServer MacAddress IPV4 IPV6'),
    },
    'AWS:Service': {
      version: '1.0',
      attributes: split('Name DisplayName ServiceType Status DependentServices ServicesDependedOn StartType'),
    },
    'AWS:Tag': { version: '1.0', attributes: ['Key', 'Value'] },
    'AWS:WindowsRegistry': { version: '1.0', attributes: split('KeyPath ValueName ValueType Value') },
    'AWS:WindowsRole': {
      version: '1.0',
      attributes: split(
        'Name DisplayName Path FeatureType DependsOn Description Installed InstalledState SubFeatures ServerComponentDescriptor Parent',
      ),
    },
    'AWS:WindowsUpdate': { version: '1.0', attributes: split('HotFixId Description InstalledTime InstalledBy') },
  }),
);

/** Made from what agents report when they say that they are alive; nobody puts it. */
export const INSTANCE_INFORMATION = 'AWS:InstanceInformation';
export const APPLICATION = 'AWS:Application';

export const awsType = (name: string): InventoryType | undefined => AWS_TYPES.get(name);

const CUSTOM = /^Custom:[\p{L}\p{N}_.-]{1,93}$/u;

/** Whether a name is that of one of an account's own types. */
export const isCustomType = (name: string): boolean => CUSTOM.test(name);

/** AWS's types, in the order of their names. */
export const awsTypes = (): [name: string, type: InventoryType][] => [...AWS_TYPES];

const NUMBERS: ReadonlySet<string> = new Set(['CPUSpeedMHz', 'CPUs', 'CPUSockets', 'CPUCores', 'Size']);

/** What the text of an attribute stands for. */
export const dataType = (attribute: string): 'number' | 'string' => (NUMBERS.has(attribute) ? 'number' : 'string');
