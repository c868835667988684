import type { Session } from './session.ts';

/** What every way of signing in is told. */
export interface SignInProps {
  /** The one account that is asked for. */
  readonly accountId?: string;
  /** Rejects where the session will not do. */
  readonly onSession: (session: Session) => Promise<void>;
}
