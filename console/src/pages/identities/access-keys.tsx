import {
  type AccessKey,
  type AccessKeyMetadata,
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { iam } from '../../aws/iam.ts';
import { useAwsChange, useAwsList } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { EmptyState } from '../../parts/query-state.tsx';
import { type Column, ResourceTable } from '../../parts/resource-table.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useSelection } from '../../parts/use-selection.ts';
import { useNotify } from '../../shell/notifications.tsx';

interface Key extends AccessKeyMetadata {
  readonly lastUsed: Date | undefined;
}

/** The keys of a user, of whom one has two at the most, and when each was used last. */
const useKeys = (UserName: string) =>
  useAwsList<Key>({
    key: ['access-keys', UserName],
    ask: async (region) => {
      const { AccessKeyMetadata: keys = [] } = await iam(region).send(new ListAccessKeysCommand({ UserName }));
      const items = keys.map(async (key) => {
        const { AccessKeyId } = key;
        const used = await iam(region).send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
        return { ...key, lastUsed: used.AccessKeyLastUsed?.LastUsedDate };
      });
      return { items: await Promise.all(items), nextToken: undefined };
    },
  });

/** What programs of a user sign with. A new key's secret is shown once. */
export function AccessKeys({ userName }: { userName: string }) {
  const list = useKeys(userName);
  const [deleting, setDeleting] = useState(false);
  const [made, setMade] = useState<AccessKey>();
  const {
    chosen: [chosen],
    selection,
  } = useSelection(list.items, idOf);
  const create = <CreateKey userName={userName} onMade={setMade} />;
  return (
    <>
      <ResourceTable
        name="access-keys"
        variant="container"
        title="Access keys"
        things="access keys"
        list={list}
        columns={COLUMNS}
        idOf={idOf}
        selection={{ ...selection, single: true }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen} onClick={() => setDeleting(true)}>
              Delete
            </Button>
            <SwitchKey userName={userName} accessKey={chosen} />
            {create}
          </SpaceBetween>
        }
        empty={<EmptyState title="No access keys">A program signs its calls with one.</EmptyState>}
      />
      {deleting && chosen && <DeleteKey userName={userName} id={idOf(chosen)} onClose={() => setDeleting(false)} />}
      {made && (
        <ShownOnce
          title="The access key is created"
          text="Its secret is shown this once. Keep it where the program finds it and nobody else does."
          items={[
            { label: 'Access key ID', value: made.AccessKeyId },
            { label: 'Secret access key', value: made.SecretAccessKey },
          ]}
          onClose={() => setMade(undefined)}
        />
      )}
    </>
  );
}

const idOf = ({ AccessKeyId: id }: AccessKeyMetadata): string => id!;

const COLUMNS: readonly Column<Key>[] = [
  { id: 'id', header: 'Access key ID', value: idOf, width: 260 },
  { id: 'status', header: 'Status', value: ({ Status: status }) => status },
  { id: 'created', header: 'Created', value: ({ CreateDate: at }) => formatTime(at), width: 200 },
  { id: 'used', header: 'Last used', value: ({ lastUsed: at }) => (at ? formatTime(at) : 'Never'), width: 200 },
];

function CreateKey({ userName: UserName, onMade }: { userName: string; onMade: (key: AccessKey) => void }) {
  const notify = useNotify();
  const change = useAwsChange(
    async (region, _: undefined) => (await iam(region).send(new CreateAccessKeyCommand({ UserName }))).AccessKey!,
    onMade,
  );
  return (
    <Button loading={change.isPending} onClick={() => change.mutate(undefined, { onError: notify.failure })}>
      Create access key
    </Button>
  );
}

function SwitchKey({ userName: UserName, accessKey }: { userName: string; accessKey: Key | undefined }) {
  const notify = useNotify();
  const isActive = accessKey?.Status !== 'Inactive';
  const change = useAwsChange((region, key: Key) =>
    iam(region).send(
      new UpdateAccessKeyCommand({ UserName, AccessKeyId: idOf(key), Status: isActive ? 'Inactive' : 'Active' }),
    ),
  );
  return (
    <Button
      disabled={!accessKey}
      loading={change.isPending}
      onClick={() => accessKey && change.mutate(accessKey, { onError: notify.failure })}
    >
      {isActive ? 'Deactivate' : 'Activate'}
    </Button>
  );
}

interface DeleteKeyProps {
  readonly userName: string;
  readonly id: string;
  readonly onClose: () => void;
}

const DeleteKey = ({ userName: UserName, id: AccessKeyId, onClose }: DeleteKeyProps) => (
  <FieldsDialog
    title={`Delete ${AccessKeyId}?`}
    verb="Delete"
    change={(region) => iam(region).send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }))}
    done={() => `${AccessKeyId} is deleted.`}
    onClose={onClose}
  >
    Programs that sign with it are refused at once.
  </FieldsDialog>
);
