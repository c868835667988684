import { DeleteLicenseConfigurationCommand, type LicenseConfiguration } from '@aws-sdk/client-license-manager';
import { licenseManager } from '../../aws/license-manager.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { usageOf, usageText } from '../../parts/usage.ts';
import { useNotify } from '../../shell/notifications.tsx';

interface DeleteLicensesProps {
  readonly licenses: readonly LicenseConfiguration[];
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export function DeleteLicenses({ licenses, onClose, onDone }: DeleteLicensesProps) {
  const notify = useNotify();
  const change = useAwsChange(deleteAll, (_output, deleted) => {
    notify.success(
      deleted.length === 1 ? `${deleted[0]!.Name} is deleted.` : `${deleted.length} licenses are deleted.`,
    );
    onClose();
    onDone?.();
  });
  return (
    <Confirm
      title={licenses.length === 1 ? 'Delete this license?' : `Delete ${licenses.length} licenses?`}
      verb="Delete"
      busy={change.isPending}
      error={change.error}
      disabled={licenses.length === 0}
      onConfirm={() => change.mutate(licenses)}
      onClose={onClose}
    >
      <ul className="break-anywhere">
        {licenses.map((license) => (
          <li key={license.LicenseConfigurationArn}>
            {license.Name}: {usageText(usageOf(license))} used
          </li>
        ))}
      </ul>
      Nothing counts against it any more, and no launch is held back by it. A license in use cannot be deleted.
    </Confirm>
  );
}

/** One after the other: what is refused stops those behind it, and says why. */
async function deleteAll(region: string, licenses: readonly LicenseConfiguration[]): Promise<void> {
  for (const { LicenseConfigurationArn } of licenses)
    await licenseManager(region).send(new DeleteLicenseConfigurationCommand({ LicenseConfigurationArn }));
}
