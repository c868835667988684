import { CreateResourceShareCommand } from '@aws-sdk/client-ram';
import { useState } from 'react';
import { ram } from '../../aws/ram.ts';
import { FieldsDialog, linesOf } from '../../parts/fields-dialog.tsx';
import { type Shareable, ShareableResources } from './shareable.tsx';

/** What principals are, for people. */
export const PRINCIPALS =
  'IDs of accounts, or ARNs of the organization or of units, a line each. An account outside of the organization is invited.';

export function CreateShare({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly Shareable[]>([]);
  return (
    <FieldsDialog
      title="Create share"
      verb="Create"
      fields={[
        { name: 'name', label: 'Name' },
        { name: 'principals', label: 'With', kind: 'lines', optional: true, description: PRINCIPALS },
        {
          name: 'external',
          label: 'Accounts outside of the organization may be in it',
          kind: 'check',
          initial: 'true',
        },
      ]}
      change={(region, { name, principals, external }) =>
        ram(region).send(
          new CreateResourceShareCommand({
            name,
            resourceArns: chosen.map(({ value }) => value!),
            principals: linesOf(principals),
            allowExternalPrincipals: external === 'true',
          }),
        )
      }
      done={({ name }) => `${name} is created.`}
      onClose={onClose}
    >
      <ShareableResources chosen={chosen} onChange={setChosen} />
    </FieldsDialog>
  );
}
