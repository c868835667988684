import { type FormEvent, useState } from 'react';

/** What a form does when it is sent; the form says why it could not be done, and keeps what was typed. */
export function useSubmit(work: () => Promise<void>) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    setBusy(true);
    try {
      await work();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return { submit, busy, error };
}
