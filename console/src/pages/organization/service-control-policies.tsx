import {
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  EnablePolicyTypeCommand,
  type PolicySummary,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { organizations } from '../../aws/organizations.ts';
import { useAws, useAwsChange } from '../../aws/use-aws.ts';
import { FieldsDialog } from '../../parts/fields-dialog.tsx';
import { ManagedList } from '../../parts/managed-list.tsx';
import type { Column } from '../../parts/resource-table.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { useServiceControlPolicies, useUnits } from './organization.ts';
import { PolicyTargets } from './policy-targets.tsx';

const idOf = ({ Id: id }: PolicySummary): string => id!;

const COLUMNS: readonly Column<PolicySummary>[] = [
  { id: 'name', header: 'Policy', value: ({ Name: name }) => name, width: 260 },
  { id: 'description', header: 'Description', value: ({ Description: text }) => text, width: 320 },
  { id: 'id', header: 'ID', value: idOf },
];

/** What accounts are not to do, whatever their own policies allow. */
export const ServiceControlPolicies = () => (
  <SpaceBetween size="m">
    <EnablePolicies />
    <ManagedList
      name="service-control-policies"
      variant="container"
      title="Service control policies"
      thing="policy"
      things="policies"
      list={useServiceControlPolicies()}
      columns={COLUMNS}
      idOf={idOf}
      none="No policies"
      isOwn={({ AwsManaged: managed }) => !managed}
      createDialog={(close) => <CreatePolicy onClose={close} />}
      editDialog={(policy, close) => <EditPolicy policy={policy} onClose={close} />}
      deleteDialog={(policy, close) => <DeletePolicy policy={policy} onClose={close} />}
      below={(policy) => <PolicyTargets key={idOf(policy)} policy={policy} />}
    />
  </SpaceBetween>
);

function EnablePolicies() {
  const units = useUnits();
  const notify = useNotify();
  const enable = useAwsChange(
    (region, RootId: string) =>
      organizations(region).send(new EnablePolicyTypeCommand({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    () => notify.success('Service control policies hold now.'),
  );
  const root = units.items[0]?.root;
  const isOn = root?.PolicyTypes?.some(({ Type: type }) => type === 'SERVICE_CONTROL_POLICY');
  if (!root || isOn) return null;
  return (
    <Alert
      type="info"
      header="Service control policies are off"
      action={
        <Button loading={enable.isPending} onClick={() => enable.mutate(root.Id!, { onError: notify.failure })}>
          Turn on
        </Button>
      }
    >
      They hold, and can be attached, once they are on.
    </Alert>
  );
}

const NO_LAUNCHES = JSON.stringify(
  { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' }] },
  null,
  2,
);

const CreatePolicy = ({ onClose }: { onClose: () => void }) => (
  <FieldsDialog
    title="Create service control policy"
    verb="Create"
    fields={[
      { name: 'name', label: 'Name' },
      { name: 'description', label: 'Description', optional: true },
      { name: 'content', label: 'Policy', kind: 'text', initial: NO_LAUNCHES },
    ]}
    change={(region, { name: Name, description: Description, content: Content }) =>
      organizations(region).send(
        new CreatePolicyCommand({ Name, Description, Content, Type: 'SERVICE_CONTROL_POLICY' }),
      )
    }
    done={({ name }) => `${name} is created. It holds where it is attached.`}
    onClose={onClose}
  />
);

interface PolicyProps {
  readonly policy: PolicySummary;
  readonly onClose: () => void;
}

function EditPolicy({ policy, onClose }: PolicyProps) {
  const content = useAws({
    key: ['service-control-policy', policy.Id],
    refreshMs: false,
    ask: async (region) =>
      (await organizations(region).send(new DescribePolicyCommand({ PolicyId: policy.Id }))).Policy!.Content!,
  });
  if (content.data === undefined) return null;
  return (
    <FieldsDialog
      title={`Edit ${policy.Name}`}
      verb="Save"
      fields={[{ name: 'content', label: 'Policy', kind: 'text', initial: content.data }]}
      change={(region, { content: Content }) =>
        organizations(region).send(new UpdatePolicyCommand({ PolicyId: policy.Id, Content }))
      }
      done={() => `${policy.Name} is saved.`}
      onClose={onClose}
    />
  );
}

const DeletePolicy = ({ policy, onClose }: PolicyProps) => (
  <FieldsDialog
    title={`Delete ${policy.Name}?`}
    verb="Delete"
    change={(region) => organizations(region).send(new DeletePolicyCommand({ PolicyId: policy.Id }))}
    done={() => `${policy.Name} is deleted.`}
    onClose={onClose}
  >
    A policy is deleted once it is attached to nothing.
  </FieldsDialog>
);
