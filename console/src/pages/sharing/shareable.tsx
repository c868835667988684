import FormField from '@cloudscape-design/components/form-field';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useSession } from '../../session/session.ts';
import { useHostGroups } from '../host-groups/host-groups.ts';
import { useLicenses } from '../licenses/licenses.ts';

/** A resource, with its ARN as its value. */
export type Shareable = MultiselectProps.Option;

interface ShareableProps {
  readonly chosen: readonly Shareable[];
  readonly onChange: (chosen: readonly Shareable[]) => void;
}

/** The license configurations and host resource groups of this account, to choose from. */
export function ShareableResources({ chosen, onChange }: ShareableProps) {
  const { accountId } = useSession();
  const licenses = useLicenses();
  const groups = useHostGroups();
  const own = licenses.items.filter(({ OwnerAccountId: owner }) => owner === accountId);
  return (
    <FormField label="Resources">
      <Multiselect
        selectedOptions={chosen}
        filteringType="auto"
        placeholder="Choose licenses and host resource groups"
        empty="There is nothing to share"
        options={[
          {
            label: 'Licenses',
            options: own.map(({ LicenseConfigurationArn: value = '', Name: label = '' }) => ({ value, label })),
          },
          {
            label: 'Host resource groups',
            options: groups.items.map(({ GroupArn: value = '', GroupName: label = '' }) => ({ value, label })),
          },
        ].filter(({ options }) => options.length > 0)}
        onChange={({ detail }) => onChange(detail.selectedOptions)}
      />
    </FormField>
  );
}
