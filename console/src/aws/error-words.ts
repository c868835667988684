export interface ErrorWords {
  /** AWS's code, or what kind of trouble it is. */
  readonly title: string;
  readonly message: string;
}

/** What went wrong, in the server's own words; where it did not answer, in ours. */
export function errorWords(error: unknown): ErrorWords {
  if (!(error instanceof Error)) return { title: 'Error', message: String(error) };
  if (error instanceof TypeError || error.name === 'TimeoutError')
    return {
      title: 'The server cannot be reached',
      message: 'It may be restarting, or the connection is down. What is shown is what it said last.',
    };
  return { title: error.name, message: error.message };
}
