/** What CloudTrail writes in place of a secret. */
export const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/** The user and the password that a URL may carry (RFC 3986, userinfo), in JSON. */
const IN_URL = /\/\/[^\s/?#@"\\]+@/g;

/** The same JSON, with what URLs in it carry hidden: an endpoint that a client names may have its password there. */
export const hideInUrls = (json: string): string => (json.includes('@') ? json.replace(IN_URL, `//${HIDDEN}@`) : json);
