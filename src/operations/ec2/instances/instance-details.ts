import type { Instance as Ec2Instance, Tag } from '@aws-sdk/client-ec2';
import type { RequestContext } from '../../../operation.ts';
import { mapInSlices } from '../../../slices.ts';
import { readLicenseArns } from '../../../views/ec2/instance-licenses.ts';
import { readTags } from '../../../views/ec2/tags.ts';

/** An instance's tags and licenses, in EC2's form. */
export const details = (tags: Tag[], licenseArns: readonly string[]): Pick<Ec2Instance, 'Licenses' | 'Tags'> => ({
  Licenses: licenseArns.map((LicenseConfigurationArn) => ({ LicenseConfigurationArn })),
  Tags: tags,
});

/** Adds their tags and licenses to the instances: two queries, however many they are. */
export async function addDetails(shapes: readonly Ec2Instance[], { db }: RequestContext): Promise<Ec2Instance[]> {
  const ids = shapes.map((shape) => shape.InstanceId!);
  const [tags, licenses] = await Promise.all([readTags(db, ids), readLicenseArns(db, ids)]);
  return mapInSlices(shapes, (shape) => {
    const id = shape.InstanceId!;
    return Object.assign(shape, details(tags.get(id) ?? [], licenses.get(id) ?? []));
  });
}
