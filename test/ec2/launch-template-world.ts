import type { RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { createLaunchTemplate } from '../../src/operations/ec2/launch-templates/create-launch-template.ts';
import { createLaunchTemplateVersion } from '../../src/operations/ec2/launch-templates/create-launch-template-version.ts';
import { ACCOUNT, twoAccounts } from './two-accounts.ts';

export const LICENSE = `arn:aws:license-manager:us-east-1:${ACCOUNT}:license-configuration:lic-${'0'.repeat(32)}`;
export const ABSENT = 'lt-0123456789abcdef0';

/** Two accounts, of which the first makes launch templates. */
export async function launchTemplateWorld() {
  const accounts = await twoAccounts('ec2:CreateLaunchTemplate');
  const { by } = accounts;
  let names = 0;
  return {
    ...accounts,
    /** A new launch template whose versions are of these data; its first version is the default one. */
    givenTemplate: async (data: RequestLaunchTemplateData = {}, ...more: RequestLaunchTemplateData[]) => {
      const request = { LaunchTemplateName: `template-${++names}`, LaunchTemplateData: data };
      const template = (await createLaunchTemplate.handle(request, by())).LaunchTemplate!;
      const id = template.LaunchTemplateId!;
      for (const LaunchTemplateData of more)
        await createLaunchTemplateVersion.handle({ LaunchTemplateId: id, LaunchTemplateData }, by());
      return { id, name: request.LaunchTemplateName };
    },
  };
}
