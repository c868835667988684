import { EMPTY_DRAFT, type LicenseDraft } from './license-draft.ts';

/** A way of counting to start from, for an agreement that is common. */
export interface LicenseTemplate {
  readonly id: string;
  readonly label: string;
  /** What it counts, and why. */
  readonly explanation: string;
  /** The title of the vendor's document, which is where the vendor publishes it. */
  readonly source: string;
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
    source: 'Microsoft Product Terms, Windows Server',
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
      'Licensed by the virtual cores of a machine, four at the least for each machine, in packs of two. Smaller machines are refused here, since the rule does not round up.',
    source: 'Microsoft Product Terms, SQL Server',
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
      'In clouds that Oracle authorizes, two vCPUs with hyper-threading are one processor license of the Enterprise Edition: enter twice as many as you have. A machine without hyper-threading needs one license a vCPU, which this counts as half of one.',
    source: 'Licensing Oracle Software in the Cloud Computing Environment',
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
    explanation:
      'Virtual Processor Cores (VPC) in a public cloud that IBM lists as eligible: each vCPU counts. Processor Value Units (PVU) are not counted here.',
    source: 'IBM Eligible Public Cloud BYOSL Policy',
    draft: { name: 'IBM', countingType: 'vCPU' },
  },
  {
    id: 'sap',
    label: 'SAP, by instance',
    explanation:
      'What SAP licenses by users or memory is not counted here; this keeps the number of systems to what is agreed.',
    source: 'SAP Software Use Rights',
    draft: { name: 'SAP', countingType: 'Instance' },
  },
  {
    id: 'red-hat',
    label: 'Red Hat Enterprise Linux, by instance',
    explanation: 'A subscription for virtual machines covers two of them: enter twice as many as you have.',
    source: 'Red Hat Enterprise Agreement, Product Appendices',
    draft: { name: 'Red Hat Enterprise Linux', countingType: 'Instance' },
  },
];

export const draftFrom = ({ draft }: LicenseTemplate): LicenseDraft => ({ ...EMPTY_DRAFT, ...draft });
