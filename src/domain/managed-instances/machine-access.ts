import type { Principal } from '../principal.ts';

/** What may be called without proof of who asks: the activation code in the request is the proof. */
const ANYBODY = ['ssm:RegisterManagedInstance'];

/** What a server calls with its RSA key: to get a session, and to change the key. Nobody else may. */
const BY_KEY = ['ssm:RequestManagedInstanceRoleToken', 'ssm:UpdateManagedInstancePublicKey'];

/** What amazon-ssm-agent calls with its session. */
const BY_SESSION = [
  'ssm:UpdateInstanceInformation',
  'ssm:PutInventory',
  'ssm:ListInstanceAssociations',
  'ssm:ListAssociations',
  'ssm:DescribeAssociation',
  'ssm:GetDocument',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateAssociationStatus',
  'ssm:PutComplianceItems',
  'ec2messages:GetMessages',
];

const ACTIONS: Readonly<Record<Exclude<Principal['kind'], 'root'>, ReadonlySet<string>>> = {
  anonymous: new Set(ANYBODY),
  'machine-key': new Set(BY_KEY),
  'machine-session': new Set(BY_SESSION),
};

/** Whether this kind of principal may call an action at all. */
export const mayCall = (kind: Principal['kind'], action: string): boolean =>
  kind === 'root' ? !ACTIONS['machine-key'].has(action) : ACTIONS[kind].has(action);
