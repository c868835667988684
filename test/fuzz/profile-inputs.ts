import type { EC2 } from '@aws-sdk/client-ec2';

/** What valid requests about instance profiles name. */
export interface ProfileWorld {
  readonly bareInstanceId: string;
  readonly associationId: string;
  readonly spareAssociationId: string;
}

export async function createProfileWorld(ec2: EC2, imageId: string): Promise<ProfileWorld> {
  const launch = async (Name?: string) => {
    const IamInstanceProfile = Name === undefined ? undefined : { Name };
    const request = { ImageId: imageId, InstanceType: 't3.micro', IamInstanceProfile } as const;
    const { Instances } = await ec2.runInstances({ ...request, MinCount: 1, MaxCount: 1 });
    return Instances![0]!.InstanceId!;
  };
  const associationOf = async (instanceId: string) => {
    const Filters = [{ Name: 'instance-id', Values: [instanceId] }];
    const found = await ec2.describeIamInstanceProfileAssociations({ Filters });
    return found.IamInstanceProfileAssociations![0]!.AssociationId!;
  };
  return {
    bareInstanceId: await launch(),
    associationId: await associationOf(await launch('web')),
    spareAssociationId: await associationOf(await launch('web')),
  };
}

export const profileInputs: Readonly<Record<string, (world: ProfileWorld) => Record<string, unknown>>> = {
  AssociateIamInstanceProfile: ({ bareInstanceId }) => ({
    InstanceId: bareInstanceId,
    IamInstanceProfile: { Name: 'web' },
  }),
  ReplaceIamInstanceProfileAssociation: ({ associationId }) => ({
    AssociationId: associationId,
    IamInstanceProfile: { Name: 'other' },
  }),
  DescribeIamInstanceProfileAssociations: () => ({
    MaxResults: 5,
    Filters: [{ Name: 'state', Values: ['associated'] }],
  }),
  DisassociateIamInstanceProfile: ({ spareAssociationId }) => ({ AssociationId: spareAssociationId }),
};
