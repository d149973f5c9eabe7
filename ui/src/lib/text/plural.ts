/** One or many: all that Swedish and English need. */
export function plural(n: number, one: string, many: string): string {
  return n === 1 ? one : many;
}
