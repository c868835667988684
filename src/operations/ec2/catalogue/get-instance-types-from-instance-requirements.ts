import type {
  GetInstanceTypesFromInstanceRequirementsRequest,
  GetInstanceTypesFromInstanceRequirementsResult,
} from '@aws-sdk/client-ec2';
import { meetsRequirements } from '../../../domain/catalogue/instance-requirements.ts';
import { allInstanceTypes } from '../../../domain/catalogue/instance-types.ts';
import type { Operation } from '../../../operation.ts';
import { pageItems } from '../listing/page-items.ts';
import { requirementsOf } from './requirements-of-request.ts';

/** The types that a fleet with these requirements would choose from, by name. */
export const getInstanceTypesFromInstanceRequirements: Operation<
  GetInstanceTypesFromInstanceRequirementsRequest,
  GetInstanceTypesFromInstanceRequirementsResult
> = {
  constraints: {
    'ArchitectureTypes[]': { oneOf: ['i386', 'x86_64', 'arm64', 'x86_64_mac', 'arm64_mac'] },
    'VirtualizationTypes[]': { oneOf: ['hvm', 'paravirtual'] },
    MaxResults: { range: [1, 1000], integer: true },
  },

  async handle(request) {
    const { ArchitectureTypes: architectures = [], VirtualizationTypes: virtualizations = [] } = request;
    const requirements = requirementsOf(request.InstanceRequirements ?? {});
    // Every image here is hvm.
    const types = virtualizations.includes('hvm')
      ? allInstanceTypes().filter(
          (type) =>
            type.architectures.some((one) => architectures.some((wanted) => wanted === one)) &&
            meetsRequirements(type, requirements),
        )
      : [];
    const { items, nextToken } = pageItems(
      types.map(({ name: InstanceType }) => ({ InstanceType })),
      request,
      {
        operation: 'GetInstanceTypesFromInstanceRequirements',
        keyOf: ({ InstanceType }) => [InstanceType],
        keyParts: 1,
        defaultLimit: 1000,
      },
    );
    return { InstanceTypes: [...items], NextToken: nextToken };
  },
};
