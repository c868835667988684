/** How long a server's credentials live, in seconds. amazon-ssm-agent asks for new ones at half of it. */
export const SESSION_SECONDS = 3600;

const KEY_DAYS = 30;

/** Whether a server should be told to make a new RSA key, whose last one it has had since `since`. */
export const isKeyDue = (since: Date, now: Date): boolean => now.getTime() - since.getTime() > KEY_DAYS * 86_400_000;
