import Link from '@cloudscape-design/components/link';
import { idInArn } from '../../parts/arn.ts';
import { useHref } from '../../shell/region.ts';
import { licensePathOfArn } from './licenses.ts';

/** Links to the pages of licenses, by their ids. */
export function LicenseLinks({ arns }: { arns: readonly string[] }) {
  const href = useHref();
  return arns.map((arn) => (
    <div key={arn}>
      <Link href={href(licensePathOfArn(arn))}>{idInArn(arn)}</Link>
    </div>
  ));
}
