// Where one is, in the address bar: `#/inflode?period=week`. An invitation is `/anslut#code`.
export interface Route {
  name: string;
  query: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { name: path, query: new URLSearchParams(query) };
}

export function writeRoute(name: string, query = new URLSearchParams()): string {
  const text = query.toString();
  return `#/${name}${text ? `?${text}` : ''}`;
}

/** The code of an invitation, when the page was opened by its link. */
export function invitationIn(location: Pick<Location, 'pathname' | 'hash'>): string | null {
  if (!location.pathname.replace(/\/$/, '').endsWith('/anslut')) {
    return /^#\/anslut\/([\w-]{16,128})$/.exec(location.hash)?.[1] ?? null;
  }
  return /^#([\w-]{16,128})$/.exec(location.hash)?.[1] ?? null;
}

class Router {
  current = $state.raw<Route>(readRoute(globalThis.location?.hash ?? ''));

  constructor() {
    globalThis.addEventListener?.('hashchange', () => {
      this.current = readRoute(location.hash);
    });
  }

  go(name: string, query?: URLSearchParams): void {
    location.hash = writeRoute(name, query);
  }

  /** Change the query without a step in the history. */
  refine(query: URLSearchParams): void {
    history.replaceState(null, '', writeRoute(this.current.name, query));
    this.current = { name: this.current.name, query };
  }

  /** Forget an invitation once it is used. */
  home(): void {
    history.replaceState(null, '', '/');
    this.current = readRoute('');
  }
}

export const router = new Router();
