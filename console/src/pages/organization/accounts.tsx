import {
  type Account,
  CloseAccountCommand,
  CreateAccountCommand,
  InviteAccountToOrganizationCommand,
  ListParentsCommand,
  MoveAccountCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { organizations } from '../../aws/organizations.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useAccounts, useUnits } from './organization.ts';

const idOf = ({ Id: id }: Account): string => id!;

/** The accounts of the organization, which are created, invited, moved, closed and let go. */
export function Accounts({ managementId }: { managementId: string }) {
  const list = useAccounts();
  const [open, setOpen] = useState<keyof typeof DIALOGS>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const isMember = chosen !== undefined && idOf(chosen) !== managementId;
  const Dialog = open && DIALOGS[open];
  const button = (name: keyof typeof DIALOGS, text: string, disabled = false) => (
    <Button disabled={disabled} onClick={() => setOpen(name)}>
      {text}
    </Button>
  );
  return (
    <>
      <ResourceTable
        name="accounts"
        variant="container"
        title="Accounts"
        things="accounts"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {button('move', 'Move', !chosen)}
            {button('close', 'Close', !isMember)}
            {button('remove', 'Remove', !isMember)}
            {button('invite', 'Invite account')}
            {button('create', 'Create account')}
          </SpaceBetween>
        }
        empty={<EmptyState title="No accounts" />}
      />
      {Dialog && <Dialog account={chosen} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const COLUMNS: readonly Column<Account>[] = [
  { id: 'name', header: 'Account name', value: ({ Name: name }) => name, width: 220 },
  { id: 'id', header: 'Account ID', value: idOf, width: 160 },
  { id: 'email', header: 'Email address', value: ({ Email: email }) => email, width: 240 },
  { id: 'status', header: 'Status', value: ({ Status: status }) => status },
  {
    id: 'joined',
    header: 'Joined',
    value: ({ JoinedTimestamp: at, JoinedMethod: method }) => `${formatTime(at)} (${method?.toLowerCase()})`,
    width: 260,
  },
];

interface DialogProps {
  /** The one that is chosen; only some are about one. */
  readonly account: Account | undefined;
  readonly onClose: () => void;
}

const CreateAccount = ({ onClose }: DialogProps) => (
  <FieldsDialog
    title="Create account"
    verb="Create"
    fields={[
      { name: 'name', label: 'Account name' },
      {
        name: 'email',
        label: 'Email address',
        description: 'Of whoever is responsible for it; each account has its own.',
      },
    ]}
    change={async (region, { name: AccountName, email: Email }) => {
      const command = new CreateAccountCommand({ AccountName, Email });
      const { CreateAccountStatus: status } = await organizations(region).send(command);
      if (status?.State === 'FAILED')
        throw Object.assign(new Error('The account was not created.'), { name: status.FailureReason });
      return status!.AccountId!;
    }}
    done={({ name }, id) =>
      `${name} is account ${id}. On the server, headroom create-account-key --account-id ${id} makes its first key.`
    }
    onClose={onClose}
  />
);

const InviteAccount = ({ onClose }: DialogProps) => (
  <FieldsDialog
    title="Invite account"
    verb="Invite"
    fields={[
      { name: 'id', label: 'Account ID' },
      { name: 'notes', label: 'Notes', optional: true },
    ]}
    change={(region, { id: Id, notes }) =>
      organizations(region).send(
        new InviteAccountToOrganizationCommand({ Target: { Id, Type: 'ACCOUNT' }, Notes: notes || undefined }),
      )
    }
    done={({ id }) => `${id} is invited, and joins once it accepts.`}
    onClose={onClose}
  />
);

function MoveAccount({ account, onClose }: DialogProps) {
  const units = useUnits();
  const AccountId = account!.Id;
  return (
    <FieldsDialog
      title={`Move ${account!.Name}`}
      verb="Move"
      fields={[{ name: 'to', label: 'To', kind: units.items.map(({ id: value, path: label }) => ({ value, label })) }]}
      change={async (region, { to: DestinationParentId }) => {
        const client = organizations(region);
        const { Parents: [parent] = [] } = await client.send(new ListParentsCommand({ ChildId: AccountId }));
        return client.send(new MoveAccountCommand({ AccountId, SourceParentId: parent!.Id, DestinationParentId }));
      }}
      done={() => `${account!.Name} is moved.`}
      onClose={onClose}
    />
  );
}

const CloseAccount = ({ account, onClose }: DialogProps) => (
  <FieldsDialog
    title={`Close ${account!.Name}?`}
    verb="Close"
    change={(region) => organizations(region).send(new CloseAccountCommand({ AccountId: account!.Id }))}
    done={() => `${account!.Name} is closed.`}
    onClose={onClose}
  >
    Nobody signs in to it any more. What it has stays, and holds the licenses that it holds.
  </FieldsDialog>
);

const RemoveAccount = ({ account, onClose }: DialogProps) => (
  <FieldsDialog
    title={`Remove ${account!.Name} from the organization?`}
    verb="Remove"
    change={(region) =>
      organizations(region).send(new RemoveAccountFromOrganizationCommand({ AccountId: account!.Id }))
    }
    done={() => `${account!.Name} is in the organization no more.`}
    onClose={onClose}
  >
    The account stays as it is, by itself. What is shared with the organization it sees no more.
  </FieldsDialog>
);

const DIALOGS = {
  create: CreateAccount,
  invite: InviteAccount,
  move: MoveAccount,
  close: CloseAccount,
  remove: RemoveAccount,
};
