import { LicenseManagerClient } from '@aws-sdk/client-license-manager';
import { serviceOf } from './service.ts';

export const licenseManager = serviceOf((config) => new LicenseManagerClient(config));
