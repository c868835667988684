import { useState } from 'react';

/** What is chosen of a list: by id, so that it is always rows of now, whenever they were chosen. */
export function useSelection<T>(items: readonly T[], idOf: (item: T) => string) {
  const [ids, setIds] = useState<string[]>([]);
  const chosen = items.filter((item) => ids.includes(idOf(item)));
  return { chosen, selection: { ids: chosen.map(idOf), onChange: setIds } };
}
