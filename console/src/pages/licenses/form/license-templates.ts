import { EMPTY_DRAFT, type LicenseDraft } from './license-draft.ts';

/** A way of counting to start from, for an agreement that is common. */
export interface LicenseTemplate {
  readonly id: string;
  readonly label: string;
  /** What it counts, and why. */
  readonly explanation: string;
  readonly source: { readonly title: string; readonly url: string };
  readonly draft: Partial<LicenseDraft>;
}

const installed = (application: string) => [
  { resourceType: 'SSM_MANAGED', filters: [{ name: 'Application Name', comparator: 'EQUALS', values: application }] },
];

export const LICENSE_TEMPLATES: readonly LicenseTemplate[] = [
  {
    id: 'windows-server',
    label: 'Microsoft Windows Server, by core on Dedicated Hosts',
    explanation:
      'Licensed by the physical cores of a host that is yours alone; licenses are reassigned to other hardware at the earliest after 90 days.',
    source: {
      title: 'Microsoft Product Terms, Windows Server',
      url: 'https://www.microsoft.com/licensing/terms/productoffering/WindowsServerStandardDatacenterEssentials',
    },
    draft: {
      name: 'Windows Server',
      countingType: 'Core',
      rules: { allowedTenancy: 'EC2-DedicatedHost', licenseAffinityToHost: '90' },
    },
  },
  {
    id: 'sql-server',
    label: 'Microsoft SQL Server, by vCPU',
    explanation:
      'Licensed by the virtual cores of a machine, four at the least. Smaller machines are refused here, since the rule does not round up.',
    source: {
      title: 'Microsoft Product Terms, SQL Server',
      url: 'https://www.microsoft.com/licensing/terms/productoffering/SQLServer',
    },
    draft: {
      name: 'SQL Server',
      countingType: 'vCPU',
      rules: { minimumVcpus: '4' },
      products: installed('Microsoft SQL Server'),
    },
  },
  {
    id: 'oracle-database',
    label: 'Oracle Database, by vCPU',
    explanation:
      'In clouds that Oracle authorizes, two vCPUs with hyper-threading are one processor license: enter twice as many as you have.',
    source: {
      title: 'Licensing Oracle Software in the Cloud Computing Environment',
      url: 'https://www.oracle.com/us/corporate/pricing/cloud-licensing-070579.pdf',
    },
    draft: {
      name: 'Oracle Database',
      countingType: 'vCPU',
      rules: { honorVcpuOptimization: 'True' },
      products: [
        { resourceType: 'RDS', filters: [{ name: 'Engine Edition', comparator: 'EQUALS', values: 'oracle-ee' }] },
      ],
    },
  },
  {
    id: 'ibm',
    label: 'IBM, by vCPU',
    explanation: 'Virtual processor cores in a public cloud that IBM lists as eligible: each vCPU counts.',
    source: {
      title: 'IBM Eligible Public Cloud BYOSL Policy',
      url: 'https://www.ibm.com/software/passportadvantage/eligible_public_cloud_BYOSL_policy.html',
    },
    draft: { name: 'IBM', countingType: 'vCPU' },
  },
  {
    id: 'sap',
    label: 'SAP, by instance',
    explanation:
      'What SAP licenses by users or memory is not counted here; this keeps the number of systems to what is agreed.',
    source: {
      title: 'SAP Software Use Rights',
      url: 'https://www.sap.com/about/trust-center/agreements/on-premise/software-use-rights.html',
    },
    draft: { name: 'SAP', countingType: 'Instance' },
  },
  {
    id: 'red-hat',
    label: 'Red Hat Enterprise Linux, by instance',
    explanation: 'Subscriptions that are brought along cover a number of virtual machines each.',
    source: {
      title: 'Red Hat Enterprise Agreement, Product Appendices',
      url: 'https://www.redhat.com/en/about/agreements',
    },
    draft: { name: 'Red Hat Enterprise Linux', countingType: 'Instance' },
  },
];

export const draftFrom = ({ draft }: LicenseTemplate): LicenseDraft => ({ ...EMPTY_DRAFT, ...draft });
