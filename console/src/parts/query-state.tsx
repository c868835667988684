import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { errorWords } from '../aws/error-words.ts';

/** What went wrong with a question to the server, and a way to ask again. */
export function QueryError({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  if (!error) return null;
  const { title, message } = errorWords(error);
  return (
    <Alert type="error" header={title} action={<Button onClick={() => onRetry()}>Try again</Button>}>
      <span className="break-anywhere">{message}</span>
    </Alert>
  );
}

/** Why something could not be done. */
export function ErrorAlert({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, message } = errorWords(error);
  return (
    <Alert type="error" header={title}>
      <span className="break-anywhere">{message}</span>
    </Alert>
  );
}

interface Empty {
  readonly title: string;
  /** What to do first. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export const EmptyState = ({ title, children, action }: Empty) => (
  <Box textAlign="center" color="inherit" padding={{ vertical: 'm' }}>
    <SpaceBetween size="s">
      <b>{title}</b>
      {children && <Box color="text-body-secondary">{children}</Box>}
      {action}
    </SpaceBetween>
  </Box>
);
