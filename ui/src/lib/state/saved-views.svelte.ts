// Views a person has saved: a name and what stands in the address bar, kept on this device.
export interface SavedView {
  name: string;
  query: string;
}

const key = 'inbox-views';
const most = 12;

function kept(): SavedView[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    if (!Array.isArray(read)) return [];
    const isView = (it: unknown): it is SavedView =>
      typeof (it as SavedView)?.name === 'string' && typeof (it as SavedView).query === 'string';
    return read.filter(isView).slice(0, most);
  } catch {
    return [];
  }
}

export class SavedViews {
  all = $state.raw<SavedView[]>(kept());

  /** The same name again is the same view. */
  save(name: string, query: URLSearchParams): void {
    const others = this.all.filter((it) => it.name !== name);
    this.#keep([...others, { name, query: query.toString() }].slice(-most));
  }

  remove(name: string): void {
    this.#keep(this.all.filter((it) => it.name !== name));
  }

  #keep(views: SavedView[]): void {
    this.all = views;
    try {
      localStorage.setItem(key, JSON.stringify(views));
    } catch {
      // A private window keeps them until it closes.
    }
  }
}
