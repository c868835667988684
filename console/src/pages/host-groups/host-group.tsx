import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { idInArn } from '../../parts/arn.ts';
import { QueryError } from '../../parts/query-state.tsx';
import { useHref } from '../../shell/region.ts';
import { LicenseLinks } from '../licenses/license-links.tsx';
import { useGroupConfiguration, useGroupMembers } from './host-groups.ts';

/** What a group does by itself, which licenses it allows, and its hosts. */
export function HostGroup({ name }: { name: string }) {
  const href = useHref();
  const configuration = useGroupConfiguration(name);
  const members = useGroupMembers(name);
  const parameters = configuration.data ?? {};
  const isOn = (parameter: string) => (parameters[parameter]?.[0] === 'true' ? 'Yes' : 'No');
  const licenses = parameters['allowed-host-based-license-configurations'];
  return (
    <Container header={<Header variant="h2">{name}</Header>}>
      <SpaceBetween size="m">
        <QueryError error={configuration.error ?? members.error} onRetry={configuration.refetch} />
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Allocates hosts', value: isOn('auto-allocate-host') },
            { label: 'Releases empty hosts', value: isOn('auto-release-host') },
            { label: 'Recovers hosts', value: isOn('auto-host-recovery') },
            { label: 'Instance families', value: parameters['allowed-host-families']?.join(', ') ?? 'Any' },
            { label: 'Licenses', value: licenses ? <LicenseLinks arns={licenses} /> : 'Any by core or socket' },
            {
              label: 'Hosts',
              value: members.items.length
                ? members.items.map((arn) => (
                    <div key={arn}>
                      <Link href={href(`/hosts?id=${idInArn(arn)}`)}>{idInArn(arn)}</Link>
                    </div>
                  ))
                : 'None',
            },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
