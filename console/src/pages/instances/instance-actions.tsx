import { StartInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ec2 } from '../../aws/ec2.ts';
import { useAwsChange } from '../../aws/use-aws.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { useHref } from '../../shell/region.ts';
import type { OwnedInstance } from './instances.ts';

interface Action {
  readonly verb: string;
  /** What happens to licenses. */
  readonly consequence: string;
  readonly done: string;
  readonly from: readonly string[];
  readonly send: (region: string, InstanceIds: string[]) => Promise<unknown>;
}

const ACTIONS: readonly Action[] = [
  {
    verb: 'Start',
    consequence: 'A machine that starts takes its licenses again; where these do not suffice, it is refused.',
    done: 'starting',
    from: ['stopped'],
    send: (region, InstanceIds) => ec2(region).send(new StartInstancesCommand({ InstanceIds })),
  },
  {
    verb: 'Stop',
    consequence: 'Once a machine is stopped its licenses are free, unless a license counts stopped instances.',
    done: 'stopping',
    from: ['running', 'pending'],
    send: (region, InstanceIds) => ec2(region).send(new StopInstancesCommand({ InstanceIds })),
  },
  {
    verb: 'Terminate',
    consequence: 'The machines are gone for good, and their licenses are free.',
    done: 'shutting down',
    from: ['running', 'pending', 'stopping', 'stopped'],
    send: (region, InstanceIds) => ec2(region).send(new TerminateInstancesCommand({ InstanceIds })),
  },
];

export function InstanceActions({ instances }: { instances: readonly OwnedInstance[] }) {
  const href = useHref();
  const [asked, setAsked] = useState<Action>();
  const able = ({ from }: Action) =>
    instances.length > 0 && instances.every(({ State: state }) => from.includes(state?.Name ?? ''));
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {ACTIONS.map((action) => (
        <Button key={action.verb} disabled={!able(action)} onClick={() => setAsked(action)}>
          {action.verb}
        </Button>
      ))}
      <Button variant="primary" href={href('/instances/launch')}>
        Launch instances
      </Button>
      {asked && <ConfirmAction action={asked} instances={instances} onClose={() => setAsked(undefined)} />}
    </SpaceBetween>
  );
}

interface ConfirmActionProps {
  readonly action: Action;
  readonly instances: readonly OwnedInstance[];
  readonly onClose: () => void;
}

function ConfirmAction({ action, instances, onClose }: ConfirmActionProps) {
  const notify = useNotify();
  const ids = instances.map(({ InstanceId: id }) => id!);
  const change = useAwsChange(action.send, () => {
    notify.success(`${ids.join(', ')}: ${action.done}.`);
    onClose();
  });
  return (
    <Confirm
      title={`${action.verb} ${ids.length === 1 ? 'this instance' : `${ids.length} instances`}?`}
      verb={action.verb}
      busy={change.isPending}
      error={change.error}
      disabled={ids.length === 0}
      onConfirm={() => change.mutate(ids)}
      onClose={onClose}
    >
      <p>{ids.join(', ')}</p>
      {action.consequence}
    </Confirm>
  );
}
