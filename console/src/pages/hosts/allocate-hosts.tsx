import { AllocateHostsCommand, DescribeAvailabilityZonesCommand } from '@aws-sdk/client-ec2';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { useAws, useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNotify } from '../../shell/notifications.tsx';

interface Draft {
  readonly family: string;
  readonly zone: string;
  readonly quantity: string;
  readonly recovery: boolean;
  readonly autoPlacement: boolean;
}

const EMPTY: Draft = { family: 'm5', zone: '', quantity: '1', recovery: false, autoPlacement: true };

export function AllocateHosts({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const notify = useNotify();
  const zones = useZones();
  const zone = draft.zone || zones[0]?.value || '';
  const allocate = useAwsChange(allocateHosts, ({ HostIds: ids = [] }) => {
    notify.success(`${ids.join(', ')}: allocated.`);
    onClose();
  });
  return (
    <Confirm
      title="Allocate Dedicated Hosts"
      verb="Allocate"
      busy={allocate.isPending}
      error={allocate.error}
      disabled={!zone || !draft.family}
      onConfirm={() => allocate.mutate({ ...draft, zone })}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Instance family" description="Such as m5, r5 or c6i; every size of it fits.">
          <Input value={draft.family} onChange={({ detail }) => set({ family: detail.value.trim() })} />
        </FormField>
        <FormField label="Availability Zone">
          <Select
            selectedOption={zone ? { value: zone } : null}
            options={zones}
            onChange={({ detail }) => set({ zone: detail.selectedOption.value! })}
          />
        </FormField>
        <FormField label="Quantity">
          <Input
            value={draft.quantity}
            inputMode="numeric"
            onChange={({ detail }) => set({ quantity: detail.value })}
          />
        </FormField>
        <Checkbox checked={draft.autoPlacement} onChange={({ detail }) => set({ autoPlacement: detail.checked })}>
          Auto-placement: launches that name no host may go here
        </Checkbox>
        <Checkbox checked={draft.recovery} onChange={({ detail }) => set({ recovery: detail.checked })}>
          Host recovery: machines move to another host when this one fails
        </Checkbox>
      </SpaceBetween>
    </Confirm>
  );
}

function useZones(): { value: string }[] {
  const zones = useAws({
    key: ['zones'],
    refreshMs: false,
    ask: async (region) => (await ec2(region).send(new DescribeAvailabilityZonesCommand({}))).AvailabilityZones ?? [],
  });
  return (zones.data ?? []).map(({ ZoneName: value = '' }) => ({ value }));
}

const allocateHosts = (region: string, { family, zone, quantity, recovery, autoPlacement }: Draft) =>
  ec2(region).send(
    new AllocateHostsCommand({
      AvailabilityZone: zone,
      InstanceFamily: family,
      Quantity: Number(quantity),
      AutoPlacement: autoPlacement ? 'on' : 'off',
      HostRecovery: recovery ? 'on' : 'off',
    }),
  );
