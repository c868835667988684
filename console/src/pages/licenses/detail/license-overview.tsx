import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { headroomText, usageOf } from '../../../parts/usage.ts';
import { UsageMeter, UsageStateIndicator } from '../../../parts/usage-meter.tsx';

export function LicenseOverview({ license }: { license: License }) {
  const usage = usageOf(license);
  const limit = license.LicenseCountHardLimit
    ? 'Hard: what would pass it is refused'
    : 'Soft: what passes it is reported';
  const arn = license.LicenseConfigurationArn!;
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Licenses used', value: <UsageMeter usage={usage} /> },
          { label: 'Headroom', value: headroomText(usage) },
          { label: 'Usage', value: <UsageStateIndicator state={usage.state} /> },
          { label: 'Status', value: license.Status },
          { label: 'License type', value: license.LicenseCountingType },
          { label: 'Limit', value: license.LicenseCount === undefined ? 'None' : limit },
          { label: 'Owner', value: license.OwnerAccountId },
          {
            label: 'ARN',
            value: (
              <CopyToClipboard
                variant="inline"
                textToCopy={arn}
                copyButtonAriaLabel="Copy ARN"
                copySuccessText="Copied"
                copyErrorText="It could not be copied"
              />
            ),
          },
        ]}
      />
    </Container>
  );
}
