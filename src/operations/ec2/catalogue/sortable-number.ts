/** A whole number as a text of fixed length, so that keys of lists compare as the numbers do. */
export const sortableNumber = (value: number): string => String(value).padStart(16, '0');
