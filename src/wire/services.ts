import * as ec2Client from '@aws-sdk/client-ec2';
import * as licenseManagerClient from '@aws-sdk/client-license-manager';
import * as stsClient from '@aws-sdk/client-sts';
import { headroomSchemas } from './headroom-schemas.ts';
import { type Service, serviceFromSchemas } from './service.ts';

export const licenseManager = serviceFromSchemas(licenseManagerClient, {
  id: 'license-manager',
  protocol: 'awsJson1.1',
  targetPrefix: 'AWSLicenseManager',
});

export const ec2 = serviceFromSchemas(ec2Client, {
  id: 'ec2',
  protocol: 'ec2Query',
  version: '2016-11-15',
  xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
});

export const sts = serviceFromSchemas(stsClient, {
  id: 'sts',
  protocol: 'awsQuery',
  version: '2011-06-15',
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
});

/** The operator's own API. */
export const headroom = serviceFromSchemas(headroomSchemas, {
  id: 'headroom',
  protocol: 'awsJson1.1',
  targetPrefix: 'Headroom',
});

export const services: readonly Service[] = [licenseManager, ec2, sts, headroom];
