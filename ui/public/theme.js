// Before anything is drawn: the theme chosen last, so that a dark room sees no white page. The page's own
// script comes later and decides (`lib/state/settings.svelte.ts`).
(() => {
  let theme = 'auto';
  try {
    theme = JSON.parse(localStorage.getItem('settings') ?? '{}').theme ?? 'auto';
  } catch {
    // Nothing is kept here, or nothing that can be read: the system says.
  }
  if (theme === 'auto')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
})();
