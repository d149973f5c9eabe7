// The words of a command line: `--name value`, and `--name` alone for a yes.
export function words(list = process.argv.slice(2)) {
  const found = {};
  for (let at = 0; at < list.length; at += 1) {
    const name = /^--([a-z-]+)$/.exec(list[at])?.[1];
    if (!name) throw new Error(`"${list[at]}" is not understood`);
    const value = list[at + 1];
    const isAlone = value === undefined || value.startsWith('--');
    found[name] = isAlone ? true : value;
    if (!isAlone) at += 1;
  }
  return found;
}

/** What is true when it is as it should be; else an error that says what was found. */
export function check(isRight, sentence) {
  if (!isRight) throw new Error(sentence);
}
