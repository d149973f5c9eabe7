// Quarters of a year, as they stand in the log: 2026-Q4.
import type { Quarter } from './api/types';

/** The quarter of a day, `2026-11-22`. */
export function quarterOf(day: string): Quarter {
  const [year = '1970', month = '1'] = day.split('-');
  return `${year}-Q${Math.ceil(Number(month) / 3)}` as Quarter;
}

/** Its year and its number, to be read. */
export function partsOf(quarter: Quarter): [string, string] {
  const [year = '', number = ''] = quarter.split('-Q');
  return [year, number];
}
