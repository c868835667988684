interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** The name that people gave something in its tags. */
export const nameTag = (tags: readonly Tag[] | undefined): string | undefined =>
  tags?.find(({ Key: key }) => key === 'Name')?.Value;
