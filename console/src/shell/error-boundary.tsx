import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';
import { errorWords } from '../aws/error-words.ts';

/** A page that breaks, or whose code cannot be loaded, leaves the navigation as it is. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError = (error: unknown) => ({ error });

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const { title, message } = errorWords(error);
    return (
      <Alert type="error" header={title} action={<Button onClick={() => location.reload()}>Load anew</Button>}>
        {message}
      </Alert>
    );
  }
}
