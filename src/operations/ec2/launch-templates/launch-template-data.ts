import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { Fault } from '../../../fault.ts';
import { licenseArnsOf } from '../instances/license-specifications.ts';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** EC2 checks little of a launch template before something is launched from it: the form of license ARNs and of user data. */
export function checkLaunchTemplateData(data: RequestLaunchTemplateData, scope: { region: string }): void {
  licenseArnsOf(data.LicenseSpecifications, scope);
  if (!BASE64.test((data.UserData ?? '').replace(/\s/g, '')))
    throw new Fault('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
}
