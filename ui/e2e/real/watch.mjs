// Remembers every word the page ever showed, so that a promise made for one moment is found too.

export async function watch(page) {
  await page.evaluate(() => {
    const seen = new Set();
    const note = () => {
      for (const line of document.body.innerText.split('\n'))
        if (line.trim()) seen.add(line.trim());
      for (const it of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
        if (it.textContent?.trim()) seen.add(it.textContent.trim());
      }
    };
    note();
    const observer = new MutationObserver(note);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    globalThis.wordsSeen = seen;
  });
}

/** The lines shown since `watch` in which one of these words stands. */
export async function said(page, pattern) {
  const lines = await page.evaluate(() => [...globalThis.wordsSeen]);
  return lines.filter((line) => pattern.test(line));
}
