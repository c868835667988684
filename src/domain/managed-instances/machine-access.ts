type MachineKind = 'machine-key' | 'machine-session' | 'anonymous';

/** What may be called without a signature: a code in the request that was sent to whom it is for, a token or a password is the proof. */
const ANYBODY = [
  'license-manager:GetAccessToken',
  'ssm:RegisterManagedInstance',
  'sts:AssumeRoleWithWebIdentity',
  'signin:ConsoleLogin',
  'sns:ConfirmSubscription',
  'sns:Unsubscribe',
];

/** What a server calls with its RSA key: to get a session, and to change the key. Nobody else may. */
const BY_KEY = ['ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateManagedInstancePublicKey'];

/** What amazon-ssm-agent calls with its session, about nobody in particular. */
const OF_ALL = ['ssm:GetDocument'];

/** What it calls about its own server; a request that names none would be about all of the account. */
const OF_ITSELF = [
  'ssm:UpdateInstanceInformation',
  'ssm:PutInventory',
  'ssm:ListInstanceAssociations',
  'ssm:ListAssociations',
  'ssm:DescribeAssociation',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateAssociationStatus',
  'ssm:PutComplianceItems',
  'ec2messages:GetMessages',
];

const ACTIONS: Readonly<Record<MachineKind, ReadonlySet<string>>> = {
  anonymous: new Set(ANYBODY),
  'machine-key': new Set(BY_KEY),
  'machine-session': new Set([...OF_ALL, ...OF_ITSELF]),
};

/** Whether an action is for nobody but a server's key. */
export const isByKey = (action: string): boolean => BY_KEY.includes(action);

/** Whether a server, or nobody, may call an action at all. */
export const mayCall = (kind: MachineKind, action: string): boolean => ACTIONS[kind].has(action);

/** Whether a server may do so only on itself, and has to name itself. */
export const mustNameItself = (action: string): boolean => OF_ITSELF.includes(action);
