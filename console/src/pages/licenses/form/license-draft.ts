import type {
  CreateLicenseConfigurationCommandInput,
  LicenseConfiguration,
  ProductInformation,
  UpdateLicenseConfigurationCommandInput,
} from '@aws-sdk/client-license-manager';
import { type CountingType, readRules, writeRules } from './license-rules.ts';

// What is typed in the form of a license, as it is typed.

export interface LicenseDraft {
  readonly name: string;
  readonly description: string;
  readonly countingType: CountingType;
  /** Empty: no limit. */
  readonly count: string;
  readonly hardLimit: boolean;
  /** By the name of the rule, as the API writes it. */
  readonly rules: Readonly<Record<string, string>>;
  readonly products: readonly ProductDraft[];
  readonly disassociateWhenNotFound: boolean;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** What each part of the form gets. */
export interface FieldsProps {
  readonly draft: LicenseDraft;
  readonly onChange: (change: Partial<LicenseDraft>) => void;
  /** Of a license that is there, the way of counting and the rules stay. */
  readonly exists: boolean;
}

export interface ProductDraft {
  readonly resourceType: string;
  readonly filters: readonly FilterDraft[];
}

export interface FilterDraft {
  readonly name: string;
  readonly comparator: string;
  /** Separated by commas. */
  readonly values: string;
}

export const EMPTY_DRAFT: LicenseDraft = {
  name: '',
  description: '',
  countingType: 'vCPU',
  count: '',
  hardLimit: false,
  rules: {},
  products: [],
  disassociateWhenNotFound: false,
  tags: [],
};

export const draftOf = (license: LicenseConfiguration): LicenseDraft => ({
  ...EMPTY_DRAFT,
  name: license.Name ?? '',
  description: license.Description ?? '',
  countingType: license.LicenseCountingType ?? 'vCPU',
  count: String(license.LicenseCount ?? ''),
  hardLimit: license.LicenseCountHardLimit ?? false,
  rules: readRules(license.LicenseRules),
  products: (license.ProductInformationList ?? []).map(productDraft),
  disassociateWhenNotFound: license.DisassociateWhenNotFound ?? false,
});

const productDraft = ({
  ResourceType: type = '',
  ProductInformationFilterList: filters = [],
}: ProductInformation): ProductDraft => ({
  resourceType: type,
  filters: filters.map((filter) => ({
    name: filter.ProductInformationFilterName ?? '',
    comparator: filter.ProductInformationFilterComparator ?? '',
    values: (filter.ProductInformationFilterValue ?? []).join(', '),
  })),
});

const productsOf = (products: readonly ProductDraft[]): ProductInformation[] =>
  products.map(({ resourceType, filters }) => ({
    ResourceType: resourceType,
    ProductInformationFilterList: filters.map(({ name, comparator, values }) => ({
      ProductInformationFilterName: name,
      ProductInformationFilterComparator: comparator,
      ProductInformationFilterValue: values.split(',').flatMap((value) => value.trim() || []),
    })),
  }));

/** A number as it is typed; what is none is the server's to refuse. */
const countOf = ({ count }: LicenseDraft): number | undefined => (count.trim() === '' ? undefined : Number(count));

export const createInput = (draft: LicenseDraft): CreateLicenseConfigurationCommandInput => ({
  Name: draft.name,
  Description: draft.description || undefined,
  LicenseCountingType: draft.countingType,
  LicenseCount: countOf(draft),
  LicenseCountHardLimit: draft.hardLimit,
  LicenseRules: writeRules(draft.rules, draft.countingType),
  ProductInformationList: draft.products.length > 0 ? productsOf(draft.products) : undefined,
  DisassociateWhenNotFound: draft.disassociateWhenNotFound || undefined,
  Tags: draft.tags.length > 0 ? draft.tags.map(({ key: Key, value: Value }) => ({ Key, Value })) : undefined,
});

/** What is different from before, and nothing else: what somebody else changed meanwhile stays. */
export function updateInput(
  arn: string,
  before: LicenseDraft,
  draft: LicenseDraft,
): UpdateLicenseConfigurationCommandInput {
  const differs = (member: keyof LicenseDraft) => JSON.stringify(before[member]) !== JSON.stringify(draft[member]);
  return {
    LicenseConfigurationArn: arn,
    ...(differs('name') && { Name: draft.name }),
    ...(differs('description') && { Description: draft.description }),
    ...(differs('count') && { LicenseCount: countOf(draft) }),
    ...(differs('hardLimit') && { LicenseCountHardLimit: draft.hardLimit }),
    ...(differs('rules') && { LicenseRules: writeRules(draft.rules, draft.countingType) }),
    ...(differs('products') && { ProductInformationList: productsOf(draft.products) }),
    ...(differs('disassociateWhenNotFound') && { DisassociateWhenNotFound: draft.disassociateWhenNotFound }),
  };
}
