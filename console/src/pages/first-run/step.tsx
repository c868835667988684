import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { ErrorAlert } from '../../parts/query-state.tsx';

interface StepProps {
  readonly title: string;
  readonly explanation: ReactNode;
  /** What came of it, once it is done. */
  readonly outcome: ReactNode;
  readonly error: unknown;
  /** What it is done with. */
  readonly action: ReactNode;
  readonly children?: ReactNode;
}

export const Step = ({ title, explanation, outcome, error, action, children }: StepProps) => (
  <Container header={<Header variant="h2">{title}</Header>}>
    <SpaceBetween size="m">
      <div>{explanation}</div>
      {outcome ? <StatusIndicator type="success">{outcome}</StatusIndicator> : action}
      {children}
      <ErrorAlert error={error} />
    </SpaceBetween>
  </Container>
);
