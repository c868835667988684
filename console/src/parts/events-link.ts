/** The address of the page of events that have an attribute, such as `{ Username: 'ana' }`. */
export const eventsOf = (attribute: Readonly<Record<string, string>>): string =>
  `/events?${new URLSearchParams(attribute)}`;
