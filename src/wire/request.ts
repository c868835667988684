/** An HTTP request as it came: header names in lower case, path and query still percent-encoded, no `?` in the query. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The value of a header; one that was sent more than once is joined by commas, as a signature sees it. */
export function headerValue(request: WireRequest, name: string): string | undefined {
  // A client may ask for a header by any name, also for one that every object has.
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  return Array.isArray(value) ? value.join(',') : value;
}
