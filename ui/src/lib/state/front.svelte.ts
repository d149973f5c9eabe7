// Whether somebody can see this page: a phone in a pocket shows nothing.
class Front {
  isShown = $state(true);

  constructor() {
    const page = globalThis.document;
    if (!page) return;
    const look = () => (this.isShown = page.visibilityState !== 'hidden');
    look();
    page.addEventListener('visibilitychange', look);
  }
}

export const front = new Front();
