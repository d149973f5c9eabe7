// Ways in besides the password, as a browser goes them. The app joins through the system's browser.
import type { AppRequest, Me, PasskeyId, WaysIn } from './types';

/** What a backend may be asked about signing in. */
export interface SignIns {
  /** How one can sign in here, before anybody has. */
  waysIn(): Promise<WaysIn>;
  /** Where the municipality's own sign-in is; an invitation is accepted by it. */
  municipalSignIn(invitation: string | null): Promise<string>;
  signInWithPasskey(): Promise<void>;
  /** Make a passkey on this device, with the password where there is one. */
  makePasskey(name: string, password?: string): Promise<void>;
  removePasskey(id: PasskeyId): Promise<void>;
  /** Let an app on this machine join as oneself; where the browser goes next. */
  allowApp(request: AppRequest): Promise<string>;
  /** Join through the system's browser; in the app on a desk only. */
  joinByBrowser(server: string): Promise<Me>;
  stopJoining(): Promise<void>;
}
