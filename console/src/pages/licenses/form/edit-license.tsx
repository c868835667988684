import {
  type GetLicenseConfigurationCommandOutput,
  UpdateLicenseConfigurationCommand,
} from '@aws-sdk/client-license-manager';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { licenseManager } from '../../../aws/license-manager.ts';
import { useAwsChange } from '../../../aws/use-aws.ts';
import { QueryError } from '../../../parts/query-state.tsx';
import { useNotify } from '../../../shell/notifications.tsx';
import { useHref } from '../../../shell/region.ts';
import { licensePath, useLicense } from '../licenses.ts';
import { draftOf, type LicenseDraft, updateInput } from './license-draft.ts';
import { LicenseForm } from './license-form.tsx';

export function EditLicense() {
  const license = useLicense();
  return (
    <>
      <QueryError error={license.error} onRetry={license.refetch} />
      {license.data ? <Fields license={license.data} /> : !license.error && <Spinner size="large" />}
    </>
  );
}

function Fields({ license }: { license: GetLicenseConfigurationCommandOutput }) {
  // What is typed stays while the license is asked for anew.
  const [before] = useState(() => draftOf(license));
  const [draft, setDraft] = useState(before);
  const [, navigate] = useLocation();
  const notify = useNotify();
  const href = useHref();
  const change = useAwsChange(
    (region, given: LicenseDraft) =>
      licenseManager(region).send(
        new UpdateLicenseConfigurationCommand(updateInput(license.LicenseConfigurationArn!, before, given)),
      ),
    (_output, { name }) => {
      notify.success(`${name} is changed.`);
      navigate(licensePath(license));
    },
  );
  return (
    <LicenseForm
      title={`Edit ${license.Name}`}
      verb="Save changes"
      cancelHref={href(licensePath(license))}
      draft={draft}
      exists
      onChange={(part) => setDraft((typed) => ({ ...typed, ...part }))}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate(draft)}
    />
  );
}
