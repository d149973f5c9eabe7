// The element of a role and a name, as WAI-ARIA and the accessible name computation give them for
// plain pages; with a third argument, how many there are.
const [role, name, counts] = arguments;
const inputs = { checkbox: 'checkbox', radio: 'radio', range: 'slider', search: 'searchbox', button: 'button', submit: 'button' };
const tags = { BUTTON: 'button', SUMMARY: 'button', TEXTAREA: 'textbox', SELECT: 'combobox', UL: 'list', OL: 'list',
  LI: 'listitem', NAV: 'navigation', MAIN: 'main', DIALOG: 'dialog', ARTICLE: 'article', OPTION: 'option',
  H1: 'heading', H2: 'heading', H3: 'heading', H4: 'heading' };
const roleOf = (it) => {
  const own = it.getAttribute('role');
  if (own) return own;
  if (it.tagName === 'A') return it.hasAttribute('href') ? 'link' : '';
  if (it.tagName === 'INPUT') return inputs[it.type] ?? 'textbox';
  return tags[it.tagName] ?? '';
};
const words = (text) => (text ?? '').replace(/\u00ad/g, '').replace(/\s+/g, ' ').trim();
const spoken = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
  if (node.hasAttribute('aria-label')) return ` ${node.getAttribute('aria-label')} `;
  return ` ${[...node.childNodes].map(spoken).join('')} `;
};
const nameOf = (it) => {
  const by = it.getAttribute('aria-labelledby');
  if (by) return words(by.split(/\s+/).map((id) => spoken(document.getElementById(id) ?? document.createTextNode(''))).join(' '));
  if (it.getAttribute('aria-label')) return words(it.getAttribute('aria-label'));
  const labels = it.labels ? [...it.labels] : [];
  if (labels.length > 0) return words(labels.map(spoken).join(' '));
  if (it.matches('input, textarea, select')) return words(it.title || it.placeholder);
  return words(spoken(it)) || words(it.title);
};
const isShown = (it) =>
  it.getClientRects().length > 0 && !it.closest('[aria-hidden="true"], [inert]') && getComputedStyle(it).visibility !== 'hidden';
const wanted = words(name).toLowerCase();
const all = [...document.querySelectorAll('*')].filter((it) => roleOf(it) === role && isShown(it));
const named = all.filter((it) => nameOf(it).toLowerCase().includes(wanted));
if (counts) return named.length;
return named.find((it) => nameOf(it).toLowerCase() === wanted) ?? named[0] ?? null;
