/** What a step has made, for those behind it. */
export interface Progress {
  readonly licenseArn?: string;
  readonly licenseName?: string;
  readonly imageId?: string;
  readonly launched?: boolean;
}

export interface StepProps {
  readonly progress: Progress;
  readonly onDone: (made: Progress) => void;
}
