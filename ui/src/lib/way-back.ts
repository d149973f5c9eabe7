// Where somebody was before another site signed them in: kept in this tab until they are back.
const key = 'way-back';
const pages = /^#\/[a-z-]+(\?[\w=&.:/%-]*)?$/;

export function leaveFrom(location: Pick<Location, 'hash'>): void {
  // Turned away at the door once already: what was wanted before that still is.
  if (location.hash.includes('nekad=')) return;
  if (pages.test(location.hash)) sessionStorage.setItem(key, location.hash);
  else sessionStorage.removeItem(key);
}

/** Once; only a page of one's own, whatever stands there. */
export function wayBack(): string | null {
  const hash = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return hash && pages.test(hash) ? hash : null;
}
