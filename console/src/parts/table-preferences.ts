import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';

type Preferences = CollectionPreferencesProps.Preferences;

/** How a visitor wants a table, kept in the browser under the table's name. */
export function useTablePreferences(name: string, initial: Preferences): [Preferences, (chosen: Preferences) => void] {
  const key = `headroom-table-${name}`;
  const [preferences, setPreferences] = useState<Preferences>(() => ({ ...initial, ...stored(key) }));
  return [
    preferences,
    (chosen) => {
      setPreferences(chosen);
      localStorage.setItem(key, JSON.stringify(chosen));
    },
  ];
}

function stored(key: string): Preferences {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}
