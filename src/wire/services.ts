import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { headroomSchemas } from './headroom-schemas.ts';
import { type Allowance, type Service, serviceFromSchemas } from './service.ts';
import { ssmAgentSchemas } from './ssm-agent-schemas.ts';

// The clients are megabytes of code. Required, and kept compiled from one start to the next, they take a third less time
// and memory than imported.
enableCompileCache();
const require = createRequire(import.meta.url);
const schemasOf = (service: string): Readonly<Record<string, unknown>> => require(`@aws-sdk/client-${service}`);

export const licenseManager = serviceFromSchemas(schemasOf('license-manager'), {
  id: 'license-manager',
  protocol: 'awsJson1.1',
  targetPrefix: 'AWSLicenseManager',
});

export const resourceGroups = serviceFromSchemas(schemasOf('resource-groups'), {
  id: 'resource-groups',
  protocol: 'restJson1',
});

export const ec2 = serviceFromSchemas(schemasOf('ec2'), {
  id: 'ec2',
  protocol: 'ec2Query',
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
});

export const sts = serviceFromSchemas(schemasOf('sts'), {
  id: 'sts',
  protocol: 'awsQuery',
  version: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
});

const MB = 1024 * 1024;

/** Systems Manager, with the calls of its agent that no SDK has; newer agents than this may say more. */
export const ssm = serviceFromSchemas(
  { ...schemasOf('ssm'), ...ssmAgentSchemas },
  {
    id: 'ssm',
    protocol: 'awsJson1.1',
    targetPrefix: 'AmazonSSM',
    invalidInput: 'ValidationException',
    allowances: new Map<string, Allowance>([
      // Ten megabytes of content, and what stands around it.
      ['PutInventory', { bodyBytes: 11 * MB, listItems: 200_000, unknownMembers: true }],
      ...Object.values(ssmAgentSchemas).map(([, , name]) => [name, { unknownMembers: true }] as const),
    ]),
  },
);

/** The operator's own API. */
export const headroom = serviceFromSchemas(headroomSchemas, {
  id: 'headroom',
  protocol: 'awsJson1.1',
  targetPrefix: 'Headroom',
});

export const services: readonly Service[] = [licenseManager, resourceGroups, ec2, sts, ssm, headroom];

flushCompileCache();
