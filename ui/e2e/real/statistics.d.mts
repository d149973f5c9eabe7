/** What is wrong with the words of a screen. */
export function faultsOf(text: string): string[];
