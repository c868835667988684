import { CreateGroupCommand } from '@aws-sdk/client-resource-groups';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { resourceGroups } from '../../aws/resource-groups.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { LicenseMultiselect, type LicenseOption } from '../licenses/license-multiselect.tsx';
import { HOST_MANAGEMENT } from './host-groups.ts';

interface Draft {
  readonly name: string;
  readonly families: string;
  readonly allocate: boolean;
  readonly release: boolean;
  readonly recover: boolean;
  /** None: any license that is counted by host. */
  readonly licenses: readonly LicenseOption[];
}

const EMPTY: Draft = { name: '', families: '', allocate: true, release: true, recover: true, licenses: [] };

export function CreateHostGroup({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const notify = useNotify();
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const create = useAwsChange(createGroup, (_output, { name }) => {
    notify.success(`${name} is created.`);
    onClose();
  });
  return (
    <Confirm
      title="Create host resource group"
      verb="Create"
      busy={create.isPending}
      error={create.error}
      disabled={draft.name === ''}
      onConfirm={() => create.mutate(draft)}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Name">
          <Input value={draft.name} onChange={({ detail }) => set({ name: detail.value })} />
        </FormField>
        <Checkbox checked={draft.allocate} onChange={({ detail }) => set({ allocate: detail.checked })}>
          Allocate hosts by itself
        </Checkbox>
        <Checkbox checked={draft.release} onChange={({ detail }) => set({ release: detail.checked })}>
          Release hosts that are empty
        </Checkbox>
        <Checkbox checked={draft.recover} onChange={({ detail }) => set({ recover: detail.checked })}>
          Recover hosts that fail
        </Checkbox>
        <FormField label="Instance families (optional)" description="Separated by commas; any, if none is named.">
          <Input value={draft.families} placeholder="Any" onChange={({ detail }) => set({ families: detail.value })} />
        </FormField>
        <FormField label="Licenses (optional)" description="Those by core or socket that the group's hosts are for.">
          <LicenseMultiselect
            chosen={draft.licenses}
            fits={({ LicenseCountingType: type }) => type === 'Core' || type === 'Socket'}
            placeholder="Any"
            empty="There is no license by core or socket"
            onChange={(licenses) => set({ licenses })}
          />
        </FormField>
      </SpaceBetween>
    </Confirm>
  );
}

function createGroup(region: string, { name, families, allocate, release, recover, licenses }: Draft) {
  const named = families.split(',').flatMap((family) => family.trim() || []);
  const parameters: Record<string, string[]> = {
    'auto-allocate-host': [String(allocate)],
    'auto-release-host': [String(release)],
    'auto-host-recovery': [String(recover)],
    ...(named.length > 0 && { 'allowed-host-families': named }),
    ...(licenses.length > 0
      ? { 'allowed-host-based-license-configurations': licenses.map(({ value }) => value!) }
      : { 'any-host-based-license-configuration': ['true'] }),
  };
  const Configuration = [
    { Type: HOST_MANAGEMENT, Parameters: Object.entries(parameters).map(([Name, Values]) => ({ Name, Values })) },
    {
      Type: 'AWS::ResourceGroups::Generic',
      Parameters: [
        { Name: 'allowed-resource-types', Values: ['AWS::EC2::Host'] },
        { Name: 'deletion-protection', Values: ['UNLESS_EMPTY'] },
      ],
    },
  ];
  return resourceGroups(region).send(new CreateGroupCommand({ Name: name, Configuration }));
}
