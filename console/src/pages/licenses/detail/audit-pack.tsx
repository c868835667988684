import type { GetLicenseConfigurationCommandOutput as License } from '@aws-sdk/client-license-manager';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import { useState } from 'react';
import { useAwsChange } from '../../../aws/use-aws.ts';
import { idInArn } from '../../../parts/arn.ts';
import { Confirm } from '../../../parts/confirm.tsx';
import { downloadBlob } from '../../../parts/csv.ts';
import { useNotify } from '../../../shell/notifications.tsx';
import { makeAuditPack } from './make-audit-pack.ts';

const today = (): string => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

/** Asks for which days, has the pack of the license made, and hands it to the visitor. */
export function AuditPack({ license, onClose }: { license: License; onClose: () => void }) {
  const notify = useNotify();
  const arn = license.LicenseConfigurationArn ?? '';
  const [days, setDays] = useState({ first: `${today().slice(0, 4)}-01-01`, last: today() });
  const make = useAwsChange(
    (region, order: typeof days) => makeAuditPack(region, { arn, ...order }),
    (pack, { first, last }) => {
      downloadBlob(`${idInArn(arn)}-${first}-${last}.zip`, pack);
      notify.success('The audit pack is downloaded. headroom audit verify checks it.');
      onClose();
    },
  );
  const isWhole = [days.first, days.last].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) && days.first <= days.last;
  return (
    <Confirm
      title="Audit pack"
      verb="Download"
      busy={make.isPending}
      disabled={!isWhole}
      error={make.error}
      onConfirm={() => make.mutate(days)}
      onClose={onClose}
    >
      <span>
        What a vendor’s auditor is given of this license: a page to print, the peak of every day, every use, changes,
        events, and a manifest that the server signs.
      </span>
      <Day label="First day" value={days.first} onChange={(first) => setDays({ ...days, first })} />
      <Day label="Last day" value={days.last} onChange={(last) => setDays({ ...days, last })} />
    </Confirm>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

const Day = ({ label, value, onChange }: DayProps) => (
  <FormField label={label}>
    <DatePicker
      value={value}
      placeholder="YYYY/MM/DD"
      isDateEnabled={(date) => date <= new Date()}
      onChange={({ detail }) => onChange(detail.value)}
    />
  </FormField>
);
