import { GetPolicyCommand, GetPolicyVersionCommand } from '@aws-sdk/client-iam';
import Modal from '@cloudscape-design/components/modal';
import Spinner from '@cloudscape-design/components/spinner';
import { iam } from '../../aws/iam.ts';
import { useAws } from '../../aws/use-aws.ts';
import { Document } from '../../parts/document.tsx';
import { QueryError } from '../../parts/query-state.tsx';
import { type HeldPolicy, type Holder, readInlinePolicy } from './holder.ts';

/** What the default version of a managed policy says. */
export async function readManagedPolicy(region: string, PolicyArn: string): Promise<string> {
  const { Policy: policy } = await iam(region).send(new GetPolicyCommand({ PolicyArn }));
  const asked = { PolicyArn, VersionId: policy!.DefaultVersionId };
  const { PolicyVersion: version } = await iam(region).send(new GetPolicyVersionCommand(asked));
  return decodeURIComponent(version!.Document!);
}

interface PolicyDocumentProps {
  readonly policy: HeldPolicy;
  /** Who has it, where it is in line. */
  readonly holder?: Holder;
  readonly onClose: () => void;
}

/** What a policy says. */
export function PolicyDocument({ policy: { name, arn }, holder, onClose }: PolicyDocumentProps) {
  const text = useAws({
    key: ['policy-document', arn ?? `${holder?.kind} ${holder?.name} ${name}`],
    refreshMs: false,
    ask: (region) => (arn === undefined ? readInlinePolicy(region, holder!, name) : readManagedPolicy(region, arn)),
  });
  return (
    <Modal visible size="large" header={name} onDismiss={onClose}>
      <QueryError error={text.error} onRetry={text.refetch} />
      {text.data === undefined ? !text.error && <Spinner /> : <Document label={`Policy ${name}`} text={text.data} />}
    </Modal>
  );
}
