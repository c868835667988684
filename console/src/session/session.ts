import { useSyncExternalStore } from 'react';

// Who is signed in. Credentials are held in memory alone: a page that is loaded anew asks for them again.

/** A role that somebody switches to. */
export interface Role {
  readonly accountId: string;
  readonly roleName: string;
  /** What the visitor calls it. */
  readonly displayName: string;
}

/** Temporary credentials of who signed in, or of a role that they switched to. */
export interface Session {
  readonly accountId: string;
  /** The ARN of who signed in, or of the session of the role. */
  readonly arn: string;
  /** The role, and who switched to it. */
  readonly switched?: { readonly role: Role; readonly from: Session };
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/** `expired` is that of a session that was: its pages stay as they are, behind the dialog that asks for a new one. */
type SessionState =
  | { readonly status: 'signed-out' }
  | { readonly status: 'signed-in' | 'expired'; readonly session: Session };

let state: SessionState = { status: 'signed-out' };
let waiting: PromiseWithResolvers<Session> | undefined;
const listeners = new Set<() => void>();

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSessionState = (): SessionState => useSyncExternalStore(subscribe, () => state);

/** The session of pages, which are there only while somebody is signed in. */
export function useSession(): Session {
  const current = useSessionState();
  if (current.status === 'signed-out') throw new Error('Nobody is signed in');
  return current.session;
}

export function signIn(session: Session): void {
  become({ status: 'signed-in', session });
  waiting?.resolve(session);
  waiting = undefined;
}

export function signOut(): void {
  become({ status: 'signed-out' });
  waiting?.reject(new Error('You signed out.'));
  waiting = undefined;
}

/** Ends a session that the server takes no longer, unless a newer one has begun. */
export function expire(session: Session): void {
  if (state.status === 'signed-in' && state.session === session) become({ status: 'expired', session });
}

/**
 * The session that holds, once there is one: while it is expired, this waits for who signs in again. When it expires is the
 * server's to say, for the visitor's clock may be wrong.
 */
export function currentSession(): Promise<Session> {
  if (state.status === 'signed-out') return Promise.reject(new Error('Nobody is signed in.'));
  if (state.status === 'signed-in') return Promise.resolve(state.session);
  waiting ??= Promise.withResolvers();
  return waiting.promise;
}
