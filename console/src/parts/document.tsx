import Box from '@cloudscape-design/components/box';

/** A JSON document, or what else has lines. */
export function Document({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className="document" aria-label={label} tabIndex={0}>
      <Box variant="pre">{indented(text)}</Box>
    </section>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
