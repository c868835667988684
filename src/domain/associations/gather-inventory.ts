/** The one document there is: it makes amazon-ssm-agent collect its machine's inventory. */
export const GATHER_INVENTORY = 'AWS-GatherSoftwareInventory';
export const DOCUMENT_VERSION = '1';

interface Parameter {
  readonly description: string;
  readonly default: string;
  /** Enabled or Disabled; else any text. */
  readonly isSwitch: boolean;
}

const collects = (what: string, byDefault = 'Enabled'): Parameter => ({
  description: `Whether to collect ${what}: Enabled or Disabled.`,
  default: byDefault,
  isSwitch: true,
});

const lists = (what: string): Parameter => ({
  description: `Which ${what} to collect, as JSON; none where it is empty.`,
  default: '',
  isSwitch: false,
});

/** The parameters of the document, which are the inputs of the agent's plugin by the same names. */
const PARAMETERS: Readonly<Record<string, Parameter>> = {
  applications: collects('installed applications'),
  awsComponents: collects('components of AWS'),
  networkConfig: collects('network interfaces'),
  instanceDetailedInformation: collects('processors and kernel'),
  billingInfo: collects('billing products'),
  customInventory: collects("the machine's custom inventory"),
  windowsUpdates: collects('updates of Windows'),
  services: collects('services of Windows'),
  windowsRoles: collects('roles of Windows'),
  files: lists('files'),
  windowsRegistry: lists('registry keys of Windows'),
};

const names = Object.keys(PARAMETERS);

/** The document's content, as JSON. */
export const gatherInventoryDocument = (): string =>
  JSON.stringify({
    schemaVersion: '2.0',
    description: 'Collects what is installed on a server, and what it is made of.',
    parameters: Object.fromEntries(
      Object.entries(PARAMETERS).map(([name, { description, default: value, isSwitch }]) => [
        name,
        { type: 'String', default: value, description, ...(isSwitch && { allowedValues: ['Enabled', 'Disabled'] }) },
      ]),
    ),
    mainSteps: [
      {
        action: 'aws:softwareInventory',
        name: 'collectSoftwareInventoryItems',
        inputs: Object.fromEntries(names.map((name) => [name, `{{ ${name} }}`])),
      },
    ],
  });

/** What is wrong with the parameters of an association with the document; undefined where nothing is. */
export function findParameterProblem(parameters: Readonly<Record<string, readonly string[]>>): string | undefined {
  for (const [name, values] of Object.entries(parameters)) {
    const known = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (!known) return `There is no parameter "${name.slice(0, 100)}": expected one of ${names.join(', ')}.`;
    const [value = ''] = values;
    if (values.length !== 1) return `The parameter ${name} has ${values.length} values: expected one.`;
    if (known.isSwitch && !/^(Enabled|Disabled)$/.test(value))
      return `The parameter ${name} is "${value.slice(0, 100)}": expected Enabled or Disabled.`;
  }
  return undefined;
}
