import type { LicenseConfiguration } from '@aws-sdk/client-license-manager';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useLicenses } from './licenses.ts';

/** A license configuration, with its ARN as its value. */
export type LicenseOption = MultiselectProps.Option;

interface LicenseMultiselectProps extends Pick<MultiselectProps, 'placeholder' | 'empty' | 'filteringType'> {
  readonly chosen: readonly LicenseOption[];
  readonly onChange: (chosen: readonly LicenseOption[]) => void;
  /** Which licenses there are to choose from. */
  readonly fits?: (license: LicenseConfiguration) => boolean;
}

export function LicenseMultiselect({ chosen, onChange, fits = () => true, ...props }: LicenseMultiselectProps) {
  const licenses = useLicenses();
  const options = licenses.items
    .filter(fits)
    .map(({ LicenseConfigurationArn: value, Name: label }) => ({ value: value!, label: label! }));
  return (
    <Multiselect
      {...props}
      selectedOptions={chosen}
      options={options}
      onChange={({ detail }) => onChange(detail.selectedOptions)}
    />
  );
}
