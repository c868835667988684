import {
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  GetLoginProfileCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { iam } from '../../aws/iam.ts';
import { useAws } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { formatTime } from '../../parts/format-time.ts';
import { QueryError } from '../../parts/query-state.tsx';

/** Null where the user has no password. */
const usePassword = (UserName: string) =>
  useAws({
    key: ['login-profile', UserName],
    ask: async (region) => {
      try {
        return (await iam(region).send(new GetLoginProfileCommand({ UserName }))).LoginProfile!;
      } catch (error) {
        if ((error as Error).name === 'NoSuchEntityException') return null;
        throw error;
      }
    },
  });

/** Whether a user signs in to the console with a password, which can be set and taken away. */
export function PasswordOf({ userName: UserName }: { userName: string }) {
  const password = usePassword(UserName);
  const [open, setOpen] = useState<'set' | 'remove'>();
  const close = () => setOpen(undefined);
  const { data: profile } = password;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={!profile} onClick={() => setOpen('remove')}>
                Remove password
              </Button>
              <Button disabled={profile === undefined} onClick={() => setOpen('set')}>
                Set password
              </Button>
            </SpaceBetween>
          }
        >
          Password
        </Header>
      }
    >
      <QueryError error={password.error} onRetry={password.refetch} />
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Signs in to the console', value: profile ? 'Yes' : profile === null ? 'No' : '–' },
          { label: 'Has a password since', value: formatTime(profile?.CreateDate) },
          { label: 'Has to change it', value: profile ? (profile.PasswordResetRequired ? 'Yes' : 'No') : '–' },
        ]}
      />
      {open === 'set' && <SetPassword userName={UserName} isNew={!profile} onClose={close} />}
      {open === 'remove' && <RemovePassword userName={UserName} onClose={close} />}
    </Container>
  );
}

interface SetPasswordProps {
  readonly userName: string;
  readonly isNew: boolean;
  readonly onClose: () => void;
}

const SetPassword = ({ userName: UserName, isNew, onClose }: SetPasswordProps) => (
  <FieldsDialog
    title={`Set the password of ${UserName}`}
    verb="Set password"
    fields={[
      { name: 'password', label: 'Password', kind: 'password' },
      {
        name: 'reset',
        label: 'It has to be changed at the next sign-in',
        kind: 'check',
        description: 'The user’s policies have to allow it: IAMUserChangePassword does.',
      },
    ]}
    change={(region, { password: Password, reset }): Promise<unknown> => {
      const asked = { UserName, Password, PasswordResetRequired: reset === 'true' };
      const client = iam(region);
      return isNew
        ? client.send(new CreateLoginProfileCommand(asked))
        : client.send(new UpdateLoginProfileCommand(asked));
    }}
    done={() => `The password of ${UserName} is set.`}
    onClose={onClose}
  />
);

const RemovePassword = ({ userName: UserName, onClose }: { userName: string; onClose: () => void }) => (
  <FieldsDialog
    title={`Remove the password of ${UserName}?`}
    verb="Remove"
    change={(region) => iam(region).send(new DeleteLoginProfileCommand({ UserName }))}
    done={() => `${UserName} has no password any more.`}
    onClose={onClose}
  >
    {UserName} signs in to the console no more, and is signed out at once. Access keys go on.
  </FieldsDialog>
);
