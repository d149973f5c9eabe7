// What a program may ask the server, with the session of a window.

/** Ask as the page would; the answer of the server, not of the interface. */
export async function ask(page, path, body) {
  const answer = await page.evaluate(
    async ([path, body]) => {
      const own = { 'X-Lagesbild': '1', 'Content-Type': 'application/json' };
      const init = body
        ? { method: 'POST', headers: own, body: JSON.stringify(body) }
        : { headers: own };
      const response = await fetch(path, init);
      const text = await response.text();
      return { status: response.status, text };
    },
    [path, body ?? null],
  );
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.text ? JSON.parse(answer.text) : null;
}

/** How many reports the picture has. */
export async function total(page, filter = {}) {
  return (await ask(page, '/v1/picture/summary', filter)).total;
}
