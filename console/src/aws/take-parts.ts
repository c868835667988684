import { headroom } from './headroom.ts';

interface Part {
  readonly Data: string;
  readonly FileName?: string;
  readonly NextOffset?: number;
}

/** A file that an operation of Headroom's own gives part by part. */
export async function takeParts(
  region: string,
  { operation, input }: { readonly operation: string; readonly input: Readonly<Record<string, unknown>> },
): Promise<{ readonly name: string | undefined; readonly parts: Uint8Array<ArrayBuffer>[] }> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let name: string | undefined;
  for (let Offset: number | undefined = 0; Offset !== undefined; ) {
    const part: Part = await headroom(region).send({ operation, input: { ...input, Offset } });
    parts.push(Uint8Array.from(atob(part.Data), (letter) => letter.charCodeAt(0)));
    name = part.FileName;
    Offset = part.NextOffset;
  }
  return { name, parts };
}
