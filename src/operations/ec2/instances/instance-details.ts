import type { Instance as Ec2Instance, Tag } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../../operation.ts';
import { readLicenseArns } from '../../../views/ec2/instance-licenses.ts';
import { readTags } from '../../../views/ec2/tags.ts';

/** An instance's tags and licenses, in EC2's form. */
export const details = (tags: Tag[], licenseArns: readonly string[]): Pick<Ec2Instance, 'Licenses' | 'Tags'> => ({
  Licenses: licenseArns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn })),
  Tags: tags,
});

/** The instances with their tags and licenses: two queries, however many they are. */
export async function addDetails(shapes: readonly Ec2Instance[], { db }: RequestContext): Promise<Ec2Instance[]> {
  const ids = shapes.map((shape) => shape.InstanceId!);
  const [tags, licenses] = [await readTags(db, ids), await readLicenseArns(db, ids)];
  return shapes.map((shape) => {
    const id = shape.InstanceId!;
    return { ...shape, ...details(tags.get(id) ?? [], licenses.get(id) ?? []) };
  });
}
