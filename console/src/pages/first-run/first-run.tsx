import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { CreateStep } from './create-step.tsx';
import { LaunchStep } from './launch-step.tsx';
import type { Progress } from './progress.ts';
import { RefuseStep } from './refuse-step.tsx';
import { TieStep } from './tie-step.tsx';

/** A license from its agreement to the first launch that it stops, with real calls: what is made stays. */
export function FirstRun() {
  const [progress, setProgress] = useState<Progress>({});
  const onDone = (made: Progress) => setProgress((before) => ({ ...before, ...made }));
  const props = { progress, onDone };
  return (
    <ContentLayout
      header={
        <Header variant="h1" description="Four steps, each a call of the API that your own tools make, too.">
          Get started
        </Header>
      }
    >
      <SpaceBetween size="l">
        <CreateStep {...props} />
        <TieStep {...props} />
        <LaunchStep {...props} />
        <RefuseStep {...props} />
      </SpaceBetween>
    </ContentLayout>
  );
}
