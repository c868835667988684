import { currentSession, expire, type Session } from '../session/session.ts';

/** What the SDK's clients are made with: this server, whatever the Region. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Session['credentials'];
}

interface Sender {
  // biome-ignore lint/suspicious/noExplicitAny: the commands of each client are told apart by its own type
  send(command: any): Promise<any>;
}

/** Codes that say that the credentials, not the request, are what is wrong. */
const SESSION_OVER = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'AuthFailure',
]);

/**
 * A service as pages call it: `send` of the SDK's client in a Region, with the credentials of who is signed in. A request
 * whose session is over waits until somebody signed in again, and is sent then.
 */
export function serviceOf<Client extends Sender>(make: (config: ClientConfig) => Client) {
  const clients = new WeakMap<Session, Map<string, Client>>();
  const clientFor = (session: Session, region: string): Client => {
    const ofSession = clients.get(session) ?? new Map<string, Client>();
    clients.set(session, ofSession);
    const client =
      ofSession.get(region) ?? make({ endpoint: location.origin, region, credentials: session.credentials });
    ofSession.set(region, client);
    return client;
  };
  return (region: string): Pick<Client, 'send'> => ({
    async send(command: unknown) {
      for (;;) {
        const session = await currentSession();
        try {
          return await clientFor(session, region).send(command);
        } catch (error) {
          if (!SESSION_OVER.has((error as Error).name)) throw error;
          expire(session);
        }
      }
    },
  });
}
