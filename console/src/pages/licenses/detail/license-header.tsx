import {
  type GetLicenseConfigurationCommandOutput as License,
  type LicenseConfigurationStatus,
  UpdateLicenseConfigurationCommand,
} from '@aws-sdk/client-license-manager';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { eventsOf } from '../../../parts/events-link.ts';
import { useSession } from '../../../session/session.ts';
import { useNotify } from '../../../shell/notifications.tsx';
import { useHref } from '../../../shell/region.ts';
import { DeleteLicenses } from '../delete-licenses.tsx';
import { licensePath } from '../licenses.ts';
import { AuditPack } from './audit-pack.tsx';

/** The license's name, and what its owner can do with it. */
export function LicenseHeader({ license }: { license: License }) {
  const { accountId } = useSession();
  const own = license.OwnerAccountId === accountId;
  return (
    <Header
      variant="h1"
      description={license.Description}
      actions={own ? <Actions license={license} /> : `Shared by account ${license.OwnerAccountId}`}
    >
      <span className="break-anywhere">{license.Name}</span>
    </Header>
  );
}

function Actions({ license }: { license: License }) {
  const href = useHref();
  const [, navigate] = useLocation();
  const [deleting, setDeleting] = useState(false);
  const [packing, setPacking] = useState(false);
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <SwitchStatus license={license} />
      <Button href={href(eventsOf({ ResourceName: idInArn(license.LicenseConfigurationArn) }))}>Events</Button>
      <Button onClick={() => setPacking(true)}>Audit pack</Button>
      <Button onClick={() => setDeleting(true)}>Delete</Button>
      <Button href={href(`${licensePath(license)}/edit`)}>Edit</Button>
      <Button variant="primary" href={href(`${licensePath(license)}/associate`)}>
        Associate
      </Button>
      {packing && <AuditPack license={license} onClose={() => setPacking(false)} />}
      {deleting && (
        <DeleteLicenses licenses={[license]} onClose={() => setDeleting(false)} onDone={() => navigate('/licenses')} />
      )}
    </SpaceBetween>
  );
}

function SwitchStatus({ license }: { license: License }) {
  const notify = useNotify();
  const disabled = license.Status === 'DISABLED';
  const change = useAwsChange(
    async (region, LicenseConfigurationStatus: LicenseConfigurationStatus) => {
      const { LicenseConfigurationArn } = license;
      const command = new UpdateLicenseConfigurationCommand({ LicenseConfigurationArn, LicenseConfigurationStatus });
      await licenseManager(region).send(command);
    },
    () => notify.success(disabled ? `${license.Name} is active again.` : `${license.Name} is deactivated.`),
  );
  return (
    <Button
      loading={change.isPending}
      onClick={() => change.mutate(disabled ? 'AVAILABLE' : 'DISABLED', { onError: (error) => notify.failure(error) })}
    >
      {disabled ? 'Activate' : 'Deactivate'}
    </Button>
  );
}
