import { useSearchParams } from 'wouter';

/** The filter of a list that a link to one of its things opens it with: `?id=` and the id. */
export function useIdFilter() {
  const [search] = useSearchParams();
  const value = search.get('id');
  return value ? [{ propertyKey: 'id', operator: '=', value }] : [];
}
