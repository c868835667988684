import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { iam } from '../../aws/iam.ts';
import { useAws } from '../../aws/use-aws.ts';
import { linesOf } from '../../parts/fields-dialog.tsx';
import { ErrorAlert } from '../../parts/query-state.tsx';

interface Question {
  readonly principal: string;
  readonly actions: string;
  readonly resources: string;
}

/** Asks the server, by the code that decides requests, what a user, a group or a role may do. */
export function AccessCheck({ principal = '' }: { principal?: string }) {
  const [question, setQuestion] = useState<Question>({ principal, actions: 'ec2:RunInstances', resources: '' });
  const [asked, setAsked] = useState<Question>();
  const check = useCheck(asked);
  const field = (name: keyof Question) => ({
    value: question[name],
    onChange: ({ detail }: { detail: { value: string } }) => setQuestion({ ...question, [name]: detail.value }),
  });
  const isWhole = question.principal !== '' && question.actions.trim() !== '';
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Decided as a request of theirs would be: by policies, boundaries and the organization."
        >
          May they do that?
        </Header>
      }
    >
      <SpaceBetween size="m">
        {!principal && (
          <FormField label="Who" description="The ARN of a user, a group or a role">
            <Input {...field('principal')} placeholder="arn:aws:iam::111122223333:user/ana" />
          </FormField>
        )}
        <FormField label="Actions" description="One or more, such as license-manager:CreateLicenseConfiguration">
          <Textarea {...field('actions')} rows={2} spellcheck={false} />
        </FormField>
        <FormField label="Resources (optional)" description="ARNs; any resource without them">
          <Textarea {...field('resources')} rows={2} spellcheck={false} />
        </FormField>
        <Button disabled={!isWhole} loading={check.isFetching} onClick={() => setAsked({ ...question })}>
          Check
        </Button>
        <ErrorAlert error={check.error} />
        {check.data && <Answers results={check.data} />}
      </SpaceBetween>
    </Container>
  );
}

const useCheck = (question: Question | undefined) =>
  useAws({
    key: ['access-check', question],
    enabled: question !== undefined,
    refreshMs: false,
    ask: async (region) => {
      const arns = linesOf(question!.resources);
      const command = new SimulatePrincipalPolicyCommand({
        PolicySourceArn: question!.principal.trim(),
        ActionNames: linesOf(question!.actions),
        ...(arns.length > 0 && { ResourceArns: arns }),
      });
      return (await iam(region).send(command)).EvaluationResults ?? [];
    },
  });

const DECISIONS = {
  allowed: { type: 'success', text: 'Yes' },
  explicitDeny: { type: 'error', text: 'No: a policy denies it' },
  implicitDeny: { type: 'stopped', text: 'No: nothing allows it' },
} as const;

const Answers = ({ results }: { results: readonly EvaluationResult[] }) => (
  <Table
    variant="embedded"
    ariaLabels={{ tableLabel: 'Answers' }}
    wrapLines
    items={results}
    columnDefinitions={[
      { id: 'action', header: 'Action', isRowHeader: true, cell: ({ EvalActionName: name }) => name },
      { id: 'resource', header: 'Resource', cell: ({ EvalResourceName: name }) => name },
      {
        id: 'decision',
        header: 'May they?',
        cell: ({ EvalDecision: decision }) => {
          const { type, text } = DECISIONS[decision ?? 'implicitDeny'];
          return <StatusIndicator type={type}>{text}</StatusIndicator>;
        },
      },
      { id: 'why', header: 'By', cell: (result) => reasonsOf(result) },
    ]}
  />
);

/** The policies that decided, and what above them did not allow it. */
function reasonsOf({ MatchedStatements: matched = [], ...more }: EvaluationResult): string {
  const policies = matched.map(({ SourcePolicyId: id }) => id);
  const { OrganizationsDecisionDetail: organization, PermissionsBoundaryDecisionDetail: boundary } = more;
  const above = [
    organization?.AllowedByOrganizations === false && 'not allowed by the organization',
    boundary?.AllowedByPermissionsBoundary === false && 'not allowed by the permissions boundary',
  ];
  return [...new Set([...policies, ...above])].filter(Boolean).join(', ') || '–';
}
